#!/usr/bin/env bash
# Runs Kjernebot with a real client: builds the binary, starts it beside the
# Microsoft 365 Agents Playground and headless Chromium in a network namespace
# that has nothing but loopback, and plays scenarios.test.mjs.
#
# KJERNEBOT names a binary to test instead of building one. Pictures and logs are
# left in e2e/out. Needs root, for the namespace; README.md lists what to install.
set -euo pipefail
cd "$(dirname "$0")"

readonly ns="kjernebot-e2e-$$"
readonly out="$PWD/out"
readonly bot_url=http://localhost:3978
readonly playground_url=http://localhost:56150
work=$(mktemp -d)
bot_pid=
playground_pid=

cleanup() {
  local status=$?
  set +e
  # Everything in the namespace was started here, the browser too.
  for signal in TERM KILL; do
    for pid in $(ip netns pids "$ns" 2>/dev/null); do kill "-$signal" "$pid" 2>/dev/null; done
    for _ in $(seq 20); do
      [[ -z $(ip netns pids "$ns" 2>/dev/null) ]] && break
      sleep 0.1
    done
  done
  ip netns del "$ns" 2>/dev/null
  rm -rf "$work"
  if ((status != 0)); then
    echo "e2e: failed; pictures and logs are in $out" >&2
    tail -n 20 "$out/bot.log" >&2
  fi
  exit "$status"
}

inside() { ip netns exec "$ns" "$@"; }

# wait_for PID URL: until the process answers there with success, 30 s at most.
wait_for() {
  inside node -e '
    const [pid, url] = process.argv.slice(1);
    const end = Date.now() + 30_000;
    const fail = (why) => { console.error(`e2e: ${url}: ${why}`); process.exit(1); };
    (async function poll() {
      if (await fetch(url).then((r) => r.ok, () => false)) return;
      try { process.kill(pid, 0); } catch { fail("its process has ended"); }
      if (Date.now() > end) fail("no answer");
      setTimeout(poll, 100);
    })();' "$1" "$2"
}

[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --ignore-scripts
rm -rf "$out"
mkdir -p "$out"
binary=${KJERNEBOT:-$work/kjernebot}
[[ -n ${KJERNEBOT:-} ]] || go build -C .. -o "$binary" ./cmd/kjernebot

trap cleanup EXIT
trap 'exit 130' INT TERM
ip netns add "$ns"
inside ip link set lo up

(cd "$work" && exec ip netns exec "$ns" env -i PATH="$PATH" HOME="$work" HOST=127.0.0.1 PORT=6556 \
  node "$OLDPWD/node_modules/@dwmkerr/mock-llm/dist/main.js" --config "$OLDPWD/model.yaml") >"$out/model.log" 2>&1 &
model_pid=$!
wait_for "$model_pid" http://127.0.0.1:6556/ready

# Kari belongs to a kommune, so that announcements to members reach her.
printf '%s\n' tenant,person,kommune,role \
  3f1d9a52-6c0b-4d8e-9a37-0e5b7c2d1a10,5a7e2c10-93b4-4f6d-8e21-6b0d4c9f3a32,5001,coordinator >"$work/members.csv"
env -i PATH="$PATH" "DATABASE_URL=sqlite:$work/kjernebot.db" "$binary" members import "$work/members.csv" >/dev/null

# Figures to ask for.
node figures.mjs >"$work/figures.csv"
env -i PATH="$PATH" "DATABASE_URL=sqlite:$work/kjernebot.db" "$binary" usage import --yes "$work/figures.csv" >/dev/null

# A clean environment and folder, so that no setting of the machine's owner counts.
(cd "$work" && exec ip netns exec "$ns" env -i PATH="$PATH" HOME="$work" PORT=3978 LOG_FORMAT=json \
  OPENAI_BASE_URL=http://127.0.0.1:6556/v1 OPENAI_MODEL=gpt-4o-mini \
  ANNOUNCE_DELAY=10 COORDINATORS=5a7e2c10-93b4-4f6d-8e21-6b0d4c9f3a32 "DATABASE_URL=sqlite:$work/kjernebot.db" "$binary" serve) >"$out/bot.log" 2>&1 &
bot_pid=$!
wait_for "$bot_pid" "$bot_url/readyz"

(cd playground && exec ip netns exec "$ns" env -i PATH="$PATH" HOME="$work" \
  node ../node_modules/@microsoft/m365agentsplayground/cli.js start \
  -e "$bot_url/api/messages" -c msteams -p 56150 --disable-telemetry) >"$out/playground.log" 2>&1 &
playground_pid=$!
wait_for "$playground_pid" "$playground_url/"

PLAYGROUND_URL=$playground_url BOT_URL=$bot_url/api/messages E2E_OUT=$out \
  timeout --kill-after=10 240 ip netns exec "$ns" node --test --test-reporter=spec scenarios.test.mjs

# Told to stop, the bot finishes what it does and says that all went well.
kill -TERM "$bot_pid"
wait "$bot_pid" || { echo "e2e: the bot ended with status $?" >&2; exit 1; }
kill -0 "$playground_pid" || { echo "e2e: the Playground died" >&2; exit 1; }

# Nothing that was written to the bot may stand in its log.
if grep -n -i -E 'sykepleierne|kommunen følge|koster|01912450097|Nordmann' "$out/bot.log"; then
  echo "e2e: the log above repeats what a person wrote, or a name" >&2
  exit 1
fi
