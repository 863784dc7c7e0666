// Drives the page of the Microsoft 365 Agents Playground in headless Chromium,
// the way a person would: by what can be seen and clicked.
import { chromium } from "playwright-core";

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// The list of chats and channels, which covers the messages on a narrow page.
const list = 'div:has(> div > [aria-label="Chat and Teams Channel"])';

// How long an answer may take to appear, milliseconds. The bot's own limit is 10 s.
const patience = 15_000;

export class Playground {
  #browser;
  #page;
  #out;

  // open starts a browser with a fresh profile and waits for the page. Pictures go to the folder out.
  static async open({ url, out, botName = "Kjernebot", executablePath = "/usr/bin/chromium" }) {
    const p = new Playground();
    p.botName = botName;
    p.#out = out;
    p.#browser = await chromium.launch({ executablePath, headless: true, args: flags });
    p.#page = await p.#browser.newPage({
      viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2, locale: "nb-NO", timezoneId: "Europe/Oslo",
    });
    p.#page.setDefaultTimeout(patience);
    await p.#page.goto(url, { waitUntil: "domcontentloaded" });
    await p.#page.getByRole("textbox").first().waitFor();
    await p.#closeLog();
    return p;
  }

  async close() {
    await this.#browser.close();
  }

  // The log takes a third of the page, and on a phone all of it.
  async #closeLog() {
    const header = this.#page.getByText("Log Panel", { exact: true }).locator("xpath=..");
    await header.getByRole("button").last().click();
    await header.waitFor({ state: "hidden" });
  }

  // chat opens a personal or group chat by its name in the list.
  async chat(name) {
    await this.#page.getByRole("treeitem", { name, exact: true }).click();
    await this.#page.getByRole("textbox").last().waitFor();
    return new Chat(this.#page, this.botName);
  }

  // channel opens a channel by its name in the list, "Team - Channel".
  async channel(name) {
    await this.#page.getByRole("treeitem", { name, exact: true }).click();
    await this.#page.getByRole("button", { name: "Post" }).waitFor();
    return new Channel(this.#page, this.botName);
  }

  async picture(name) {
    await this.#page.screenshot({ path: `${this.#out}/${name}.png` });
  }

  // exchange is a picture of the last question and its answer alone, without the
  // Playground's own frame.
  async exchange(name) {
    const size = this.#page.viewportSize();
    await this.#page.setViewportSize({ width: 720, height: 1000 });
    const style = await this.#page.addStyleTag({ content: `${list} { display: none !important; }` });
    const messages = this.#page.getByLabel("Message header").locator("xpath=../..");
    const boxes = [await messages.nth(-2).boundingBox(), await messages.nth(-1).boundingBox()];
    const top = Math.min(...boxes.map((b) => b.y));
    const bottom = Math.max(...boxes.map((b) => b.y + b.height));
    const clip = { x: boxes[0].x, y: top, width: boxes[0].width, height: bottom - top + 16 };
    await this.#page.screenshot({ path: `${this.#out}/${name}.png`, clip });
    await style.evaluate((e) => e.remove());
    await this.#page.setViewportSize(size);
  }

  // card is a picture of a message's card alone, as long as it is.
  async card(message, name) {
    const size = this.#page.viewportSize();
    await this.#page.setViewportSize({ width: size.width, height: 2400 });
    await message.card.first().screenshot({ path: `${this.#out}/${name}.png` });
    await this.#page.setViewportSize(size);
  }

  // both are pictures of a message's card as wide as a window and as a narrow phone.
  async both(message, name) {
    await this.card(message, `${name}-1280`);
    const size = this.#page.viewportSize();
    const style = await this.phone(360);
    await this.card(message, `${name}-360`);
    await style.evaluate((e) => e.remove());
    await this.#page.setViewportSize(size);
  }

  // phone makes the page as wide as a phone. The Playground has no
  // layout for one: it keeps the chat 600 pixels wide and lets it hang out of the
  // window, and a card 450. So the bar and the list are hidden, and the fixed
  // widths taken away.
  async phone(width = 390) {
    await this.#page.setViewportSize({ width, height: 844 });
    return this.#page.addStyleTag({ content: `
      div { min-width: 0 !important; }
      .fai-OutputCard { flex-shrink: 1 !important; }
      div:has(> div > .fai-OutputCard) { margin-right: 16px !important; max-width: calc(100% - 32px); }
      div:has(> .ac-preview-panel) { width: auto !important; }
      div:has(> [role="toolbar"]), ${list} { display: none !important; }
    ` });
  }
}

// Chat is the open personal or group chat.
class Chat {
  #page;
  #bot;

  constructor(page, botName) {
    this.#page = page;
    this.#bot = botName;
    // Messages of the person who writes carry no author.
    const author = page.getByLabel("Message author").filter({ hasText: botName });
    this.replies = page.getByLabel("Message header").filter({ has: author }).locator("xpath=..");
  }

  // ask writes a question and returns the bot's next message.
  async ask(text, { mention = false } = {}) {
    return this.#next(async () => {
      await this.#page.getByRole("textbox").last().click();
      if (mention) await mentionBot(this.#page, this.#bot);
      await this.#page.keyboard.type(text);
      await this.#page.keyboard.press("Enter");
    });
  }

  // press clicks a button of a message's card and returns the bot's next message.
  async press(message, title) {
    return this.#next(() => message.button(title).click());
  }

  async #next(act) {
    const before = await this.replies.count();
    await act();
    await this.replies.nth(before).waitFor();
    return new Message(this.replies.nth(before));
  }

  async reply(n) {
    await this.replies.nth(n).waitFor();
    return new Message(this.replies.nth(n));
  }
}

// Channel is the open channel. Its posts are cards, the newest first.
class Channel {
  #page;
  #bot;

  constructor(page, botName) {
    this.#page = page;
    this.#bot = botName;
    this.posts = page.getByRole("group").filter({ has: page.getByRole("button", { name: "Send Message" }) });
  }

  // post begins a new thread that mentions the bot.
  async post(text) {
    const before = await this.posts.count();
    await this.#page.getByRole("textbox").first().click();
    await mentionBot(this.#page, this.#bot);
    await this.#page.keyboard.type(text);
    await this.#page.getByRole("button", { name: "Post" }).click();
    await this.posts.nth(before).waitFor();
    return new Thread(this.#page, this.#bot, this.posts.first());
  }
}

// Thread is one post of a channel with the replies to it.
class Thread {
  #page;
  #bot;

  constructor(page, botName, root) {
    this.#page = page;
    this.#bot = botName;
    this.root = root;
    this.replies = root.getByRole("img", { name: botName, exact: true }).locator("xpath=ancestor::div[2]");
  }

  async reply(n) {
    await this.replies.nth(n).waitFor();
    return new Message(this.replies.nth(n));
  }

  // ask writes a reply that mentions the bot, and returns the bot's answer.
  async ask(text) {
    const before = await this.replies.count();
    await this.root.getByRole("textbox").click();
    await mentionBot(this.#page, this.#bot);
    await this.#page.keyboard.type(text);
    await this.#page.keyboard.press("Enter");
    return this.reply(before);
  }

  async press(message, title) {
    const before = await this.replies.count();
    await message.button(title).click();
    return this.reply(before);
  }
}

// Message is one message of the bot.
class Message {
  constructor(root) {
    this.root = root;
    this.card = root.locator(".ac-adaptiveCard");
  }

  text() {
    return this.root.innerText();
  }

  button(title) {
    return this.card.getByRole("button", { name: title, exact: true });
  }

  // field is what somebody can write in or tick, by its label, which has a star where it must be filled in.
  field(label) {
    return this.card.getByLabel(new RegExp(`^${label.replaceAll(/[()?.]/g, "\\$&")}\\s*\\*?$`));
  }

  // buttons lists the titles of the card's buttons.
  buttons() {
    return this.card.getByRole("button").evaluateAll((all) => all.map((b) => b.getAttribute("aria-label") ?? b.innerText));
  }

  // cutOff lists what of the card does not fit: text wider than its place, and
  // parts that hang out of the card or the window.
  cutOff() {
    return this.card.evaluate((card) => {
      const edge = Math.min(card.getBoundingClientRect().right, window.innerWidth);
      return [...card.querySelectorAll(".ac-textBlock, button, button *, img, table")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > edge)
        .map((e) => e.innerText.slice(0, 60));
    });
  }
}

// mentionBot picks the bot from the list that opens after an @.
async function mentionBot(page, botName) {
  await page.keyboard.type("@");
  await page.getByRole("menuitem", { name: botName }).click();
  await page.keyboard.type(" ");
}
