// What a person in Teams sees, from the first greeting to a declined question.
// The tests run in order and share one page, as one person's session does.
// run.sh starts the bot and the Playground and tells their addresses.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { Playground } from "./playground.mjs";

const personalChat = "Personal Chat";
const groupChat = "Eksempelby tar i bruk kjernejournal";
const channel = "Kjernejournal for kommuner - Spørsmål og svar";

const stepsQuestion = "Hvilke steg må kommunen følge?";
const eidQuestion = "hva slags e-id trenger sykepleierne?";
const priceQuestion = "Hva koster det?";

let page;

before(async () => {
  page = await Playground.open({ url: process.env.PLAYGROUND_URL, out: process.env.E2E_OUT });
});

after(async () => {
  await page?.close();
});

afterEach(async (t) => {
  if (t.error) await page.picture(`failed-${t.name.replaceAll(/[^a-z]+/gi, "-")}`);
});

test("personal chat: welcome, the four steps, e-ID, a button, a declined question", async () => {
  const chat = await page.chat(personalChat);
  const welcome = await (await chat.reply(0)).text();
  assert.match(welcome, /Kjernebot/);
  assert.match(welcome, /kjernejournal/);
  await page.picture("1-welcome");

  const steps = await chat.ask(stepsQuestion);
  assert.equal(await chat.replies.count(), 2, "one welcome and one answer");
  assertInOrder(await steps.text(), /bestill/i, /vurder/i, /undersøk|e-ID/i, /koble|oppkobling/i);
  await page.picture("2-steps");

  const eid = await chat.ask(eidQuestion);
  assertEID(await eid.text());
  await page.picture("3-eid");
  await page.exchange("exchange");

  const title = await neighbour(eid);
  const next = await chat.press(eid, title);
  assertLeadsTo(title, await next.text());
  await page.picture("4-button");

  assertDeclined(await (await chat.ask(priceQuestion)).text());
  await page.picture("5-declined");
  assert.equal(await chat.replies.count(), 5, "one welcome and one answer to each of four messages");
});

test("personal chat: an identity number is stopped", async () => {
  // An invented number that only test data can have: its month is 91.
  const number = "01912450097";
  const chat = await page.chat(personalChat);
  const reply = await (await chat.ask(`Kan du slå opp ${number} for meg?`)).text();
  assert.match(reply, /personopplysninger/);
  assert.match(reply, /slett/i);
  assert.ok(!reply.includes(number), "the reply does not repeat the number");
  await page.picture("6-identity-number");
});

test("channel: a mention is answered in its thread, and so is a button", async () => {
  const room = await page.channel(channel);
  await room.posts.first().waitFor();
  const thread = await room.post(eidQuestion);
  const eid = await thread.reply(0);
  assertEID(await eid.text());

  const title = await neighbour(eid);
  assertLeadsTo(title, await (await thread.press(eid, title)).text());
  assertDeclined(await (await thread.ask(priceQuestion)).text());
  assert.equal(await thread.replies.count(), 3, "each answered once, in the thread");
  assert.equal(await room.posts.count(), 2, "one welcome and one thread in the channel");
  await page.picture("7-channel");
});

test("group chat: a mention is answered", async () => {
  const chat = await page.chat(groupChat);
  assert.match(await (await chat.reply(0)).text(), /Kjernebot/);
  const steps = await chat.ask(stepsQuestion, { mention: true });
  assertInOrder(await steps.text(), /bestill/i, /vurder/i, /undersøk|e-ID/i, /koble|oppkobling/i);
  assert.equal(await chat.replies.count(), 2, "one welcome and one answer");
  await page.picture("8-group");
});

test("a declined question goes to the project and back", async () => {
  const room = await page.channel(channel);
  await room.post("send spørsmål hit");
  await room.posts.filter({ hasText: "kommer hit" }).first().waitFor(); // a quick answer may stand above the post

  let chat = await page.chat(personalChat);
  const before = await chat.replies.count();
  // Kari coordinates, so that she is not offered to ask herself: somebody else asks in the group, and she passes it on.
  const group = await page.chat(groupChat);
  const seen = await group.replies.count();
  await writeAsOla("Hva koster kjernejournal for en liten kommune?");
  const declined = await group.reply(seen);
  assertDeclined(await declined.text());
  assert.match(await (await group.press(declined, "Spør prosjektet")).text(), /Jeg har sendt spørsmålet/);
  await page.picture("10-passed-on");

  chat = await page.chat(personalChat);
  const open = await chat.ask("åpne spørsmål");
  assertInOrder(await open.text(), /1 åpent spørsmål/, /liten kommune/, /Trondheim/, /Åpent/);
  await page.both(open, "10-open-questions");

  const inquiry = (await page.channel(channel)).posts.filter({ hasText: "Et spørsmål fra en kommune" }).first();
  await inquiry.waitFor();
  assert.match(await inquiry.innerText(), /Åpent/);
  await inquiry.getByRole("button", { name: "Jeg tar det" }).click();
  await inquiry.getByText("Kari Nordmann svarer på dette").waitFor();
  await inquiry.getByRole("button", { name: "Skriv svar" }).click();
  await inquiry.locator(".ac-adaptiveCard").getByRole("textbox").fill("Prisen avtaler dere med EPJ-leverandøren.");
  await page.picture("11-inquiry");
  await inquiry.getByRole("button", { name: "Send svaret" }).click();
  await inquiry.getByText("Besvart av Kari Nordmann").waitFor();
  await page.picture("12-answered");

  chat = await page.chat(personalChat);
  const answer = await (await chat.reply(before + 1)).text();
  assertInOrder(answer, /Svar fra prosjektet/, /Prisen avtaler dere/, /Du spurte/, /Hva koster kjernejournal/);
  await page.picture("13-answer-from-project");
});

test("a long question is answered by the language model, marked, or not at all by it", async () => {
  const chat = await page.chat(personalChat);
  const long = "IT hos oss vil helst slippe å dele ut flere kort, for halvparten går i vaskemaskinen. Hva slags e-ID må de ansatte ha for å komme inn i kjernejournal?";
  let answer = await chat.ask(long);
  await answer.root.getByText("Commfides").first().waitFor();
  const text = await answer.text();
  assertEID(text);
  assert.match(text, /AI generated/i);
  await page.picture("14-model");
  answer = await chat.ask(long.replace("vaskemaskinen", "vasken, og vi har en hemmelig telefon"));
  await answer.root.getByText("Commfides").first().waitFor();
  const curated = await answer.text();
  assertEID(curated);
  assert.doesNotMatch(curated, /22 33 44 55|AI generated/i);
});

test("an announcement: form, preview, sent to a channel and a person, read, corrected, withdrawn", async () => {
  const title = "Ny veileder er klar";
  let chat = await page.chat(personalChat);
  const form = await chat.ask("kunngjør møte på tirsdag");
  assert.equal(await form.field("Tittel").inputValue(), "Møte på tirsdag");
  // What is wrong is told at the field and by the button, by the client and then by the bot.
  await form.button("Se forhåndsvisning").click();
  await form.card.getByText("Skriv en tekst.").waitFor();
  await form.field("Tekst").fill("Se [veilederen](http://veileder.example).");
  await form.field("Kommuner eller fylker").fill("Nordpolen");
  await form.button("Se forhåndsvisning").click();
  await form.card.getByText("Se over dette:").waitFor();
  assert.equal(await form.field("Kommuner eller fylker").inputValue(), "Nordpolen");
  await page.both(form, "14-form-errors");
  await form.field("Kommuner eller fylker").fill("");
  await form.field("Tittel").fill(title);
  await form.field("Tekst").fill("Den nye veilederen er **klar**.\n\nLes den før møtet på *tirsdag*.");
  await form.button("Lenke, bilde og svar").click();
  await form.field("Lenke (valgfritt)").fill("https://www.nhn.no/tjenester/kjernejournal");
  await form.field("Be om «Lest og forstått»").check();
  await page.picture("14-announce-form");

  // One message with two cards, which the Playground shows as two.
  const before = await chat.replies.count();
  const preview = await chat.press(form, "Se forhåndsvisning");
  assertInOrder(await preview.text(), /Kunngjøring/, /Ny veileder er klar/, /Den nye veilederen er klar/, /Kari Nordmann/);
  let decision = await chat.reply(before + 1);
  assertInOrder(await decision.text(), /bare du ser denne/, /Mottakere/, /med en gang/, /2 mottakere/);
  await page.picture("15-announce-preview");

  const rehearsed = await chat.press(decision, "Generalprøve");
  assertInOrder(await rehearsed.text(), /Generalprøve/, /bare du får denne/);
  await page.picture("15-announce-rehearsed");
  await decision.button("Send til 2 mottakere").click();
  await decision.card.getByText("Sendes ").first().waitFor();
  await page.picture("16-announce-its-minute");
  await decision.button("Stopp").click();
  await decision.card.getByText("Den ble stoppet i tide").waitFor();
  await page.picture("16-announce-stopped");
  const shownAgain = await chat.replies.count();
  await decision.button("Se forhåndsvisning").click();
  decision = await chat.reply(shownAgain + 1);

  const copy = await chat.press(decision, "Send til 2 mottakere");
  assertInOrder(await copy.text(), /Kunngjøring/, /Ny veileder er klar/, /Den nye veilederen er klar/, /Kari Nordmann/);
  await page.picture("16-announce-sent");
  // The thanks come in the answer to the click and are shown at the card; nothing is posted.
  await copy.button("Lest og forstått").click();
  await copy.root.getByText("✓ Du har lest og forstått").waitFor();
  await page.picture("17-announce-read");
  await decision.card.getByText("Per ").first().waitFor();
  await decision.button("Oppdater").click();
  await decision.card.getByText("1 person").waitFor();
  await page.both(decision, "17-card-after-read");

  const post = (await page.channel(channel)).posts.filter({ hasText: title });
  await post.first().waitFor();
  assert.equal(await post.count(), 1, "one copy in the channel");
  await page.picture("18-announce-channel");

  chat = await page.chat(personalChat);
  const list = await chat.ask("kunngjøringer");
  await page.picture("19-announce-list");
  const report = await chat.press(list, "Vis");
  assert.match(await report.text(), /1 person/);
  await page.picture("20-announce-report");

  const correction = await chat.press(report, "Rett opp");
  await correction.field("Tekst").fill("Den nye veilederen kommer på **fredag**.");
  const next = await chat.replies.count();
  assertInOrder(await (await chat.press(correction, "Se forhåndsvisning")).text(), /Rettet/, /fredag/);
  const corrected = await chat.reply(next + 1);
  await page.picture("21-announce-correction");
  await corrected.button("Oppdater alle kopiene").click();
  await corrected.card.getByText("Sendt og rettet", { exact: true }).first().waitFor();
  assert.match(await copy.text(), /Rettet/);
  assert.match(await copy.text(), /fredag/);
  await page.picture("22-announce-corrected");

  // The Playground cannot delete, so that the report must say that nothing was deleted.
  await corrected.button("Trekk tilbake").click();
  await corrected.button("Ja, trekk den tilbake").click();
  await corrected.card.getByText(/Kunne ikke slettes/).first().waitFor(); // the card counts while it goes on
  assert.match(await corrected.text(), /Ikke slettet/);
  await page.picture("23-announce-withdrawn");
});

test("usage figures: one's own, twelve weeks, units, every week, and all kommuner", async () => {
  const chat = await page.chat(personalChat);
  const week = await chat.ask("brukstall");
  assertInOrder(await week.text(), /Uke \d+ \(/, /Brukstall for Trondheim/, /Oppslag/, /Brukere/, /Hele landet/, /Kilde/);
  await page.card(week, "24-figures");

  const twelve = await chat.press(week, "12 uker");
  assertInOrder(await twelve.text(), /Uke \d+–\d+ \(/, /Oppslag til sammen/, /10\sav\s12/, /Siste uke/, /Det mangler tall for uke/);
  await page.card(twelve, "25-twelve-weeks");

  const units = await chat.press(twelve, "Per enhet");
  assertInOrder(await units.text(), /Eksempelbakken sykehjem/, /–/, /Hjemmetjenesten nord/, /Legevakta/, /<5/);
  await page.card(units, "26-units");

  assert.match(await (await chat.ask("Send meg brukstall hver uke")).text(), /hver uke når de er klare/);
  const all = await chat.press(week, "Alle kommuner");
  assertInOrder(await all.text(), /Alle kommuner/, /mangler dem for uke 48 \(1\)/, /Stavanger/, /Største endringer/, /Bergen/);
  await page.card(all, "27-all-kommuner");
  assert.match(await (await chat.ask("stopp brukstall")).text(), /slutter å sende/);
});

test("usage figures: a coordinator confirms who belongs where", async () => {
  await writeAsOla("brukstall");
  const room = await page.channel(channel);
  const question = room.posts.filter({ hasText: "En ny person vil se brukstall" }).first();
  await question.waitFor();
  assert.match(await question.innerText(), /Ola Nordmann \(IT\)[^]*trondheim\.kommune\.no/);
  await page.picture("28-new-member");
  await question.getByRole("button", { name: "Ja, Trondheim" }).click();
  const decided = room.posts.filter({ hasText: "Ola Nordmann (IT) hører til Trondheim. Bekreftet av Kari Nordmann." });
  await decided.getByRole("button", { name: "Angre" }).waitFor();
  await page.picture("29-confirmed");
  const members = await (await page.chat(personalChat)).ask("medlemmer");
  assertInOrder(await members.text(), /2 personer|1 person/, /Koordinatorer/, /Trondheim/);
  await page.both(members, "30-members");
});

// The last one: the page stays narrow.
test("phone: answers fit a narrow screen", async () => {
  const chat = await page.chat(personalChat);
  await page.phone(360);
  for (const [name, question] of [
    ["steps", stepsQuestion], ["eid", eidQuestion], ["declined", priceQuestion],
    ["altinn", "Hvem gir tilgang i Altinn?"], ["training", "Hvem har ansvar for opplæringen?"],
    ["helseid", "Hvor finner jeg HelseID Selvbetjening?"], ["help", "hjelp"],
    ["epj", "hva betyr EPJ"], ["what-helseid", "hva betyr HelseID"], ["nhn", "hva betyr NHN?"], ["sht", "hva betyr SHT"],
    ["what-altinn", "hva er en tilgangsstyrer"], ["kjernejournal", "hva er kjernejournal?"],
  ]) {
    const answer = await chat.ask(question);
    assert.deepEqual(await answer.cutOff(), [], `${name}: nothing is cut off`);
    await page.picture(`9-phone-${name}`);
  }
  for (const [name, button] of [["list"], ["report", "Vis"], ["form", "Bruk på nytt"]]) {
    const list = await chat.ask("kunngjøringer");
    const card = button ? await chat.press(list, button) : list;
    assert.deepEqual(await card.cutOff(), [], `announcement ${name}: nothing is cut off`);
    await page.picture(`9-phone-announce-${name}`);
  }
  const figures = await chat.ask("brukstall siste 12 uker");
  assert.deepEqual(await figures.cutOff(), [], "figures: nothing is cut off");
  await page.card(figures, "9-phone-figures");
  const units = await chat.press(figures, "Per enhet");
  assert.deepEqual(await units.cutOff(), [], "units: nothing is cut off");
  await page.card(units, "9-phone-units");
  const declined = await chat.ask("Når er fristen for å ta i bruk kjernejournal?");
  await chat.press(declined, "Se hullene");
  await page.picture("9-phone-gaps");
});

// writeAsOla has somebody else write in the group chat; the Playground lets only one person write.
let written = 0;
async function writeAsOla(text) {
  written++;
  await fetch(process.env.BOT_URL, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      type: "message", id: `ola-${written}`, channelId: "msteams", serviceUrl: `${process.env.PLAYGROUND_URL}/_connector`,
      timestamp: new Date().toISOString(), text: `<at>Kjernebot</at> ${text}`, locale: "nb-NO",
      from: { id: "user-ola-3", name: "Ola Nordmann (IT)", aadObjectId: "5a7e2c10-93b4-4f6d-8e21-6b0d4c9f3a35" },
      recipient: { id: "8b0c4e6f-1a2d-4f3b-9c5e-7d6a8f901b21", name: "Kjernebot" },
      conversation: { id: "19:b7e3a2d9-5c4f-4b6a-9081-2d0f6e8c3154@thread.v2", conversationType: "groupChat", isGroup: true, tenantId: "3f1d9a52-6c0b-4d8e-9a37-0e5b7c2d1a10" },
      entities: [{ type: "mention", text: "<at>Kjernebot</at>", mentioned: { id: "8b0c4e6f-1a2d-4f3b-9c5e-7d6a8f901b21", name: "Kjernebot" } }],
    }),
  });
}

function assertInOrder(text, ...patterns) {
  let rest = text;
  for (const p of patterns) {
    const at = rest.search(p);
    assert.notEqual(at, -1, `${p} comes in its place in: ${text}`);
    rest = rest.slice(at).replace(p, "");
  }
}

function assertEID(text) {
  for (const issuer of ["BankID", "Buypass", "Commfides"]) assert.ok(text.includes(issuer), `${issuer} in: ${text}`);
}

function assertDeclined(text) {
  assert.match(text, /vet (jeg )?ikke/i);
  assert.match(text, /EPJ-leverandøren|kundesenter@nhn\.no/);
  assert.doesNotMatch(text, /\d+\s*(kr|kroner|NOK)/i);
}

// A button says «Steg 4: Koble opp», its topic «Steg 4 av 4» and «Koble opp virksomhetene».
function assertLeadsTo(title, text) {
  for (const part of title.split(": ")) assert.ok(text.includes(part), `the button «${title}» leads to its topic: ${text}`);
}

// neighbour picks a button that leads to another step, not out of Teams.
async function neighbour(message) {
  const titles = await message.buttons();
  const title = titles.find((t) => /koble|oppkobling|steg/i.test(t));
  assert.ok(title, `a button for a neighbouring step among: ${titles.join(", ")}`);
  return title;
}
