// A worker that says nothing while it starts: twins, silence on a slow network, and that nobody is left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstToSpeak, WAITS } from "../www/first_to_speak.js";

/** Twins of paper on a clock that the test moves. */
function world(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const twins = [];
  const hand = firstToSpeak(() => {
    const twin = { received: [], gone: false, lost: null, onmessage: null, onerror: null };
    twin.postMessage = (request) => twin.received.push(request.type);
    twin.terminate = () => {
      twin.gone = true;
    };
    twins.push(twin);
    return {
      worker: twin,
      watch(lost) {
        twin.lost = lost;
      },
    };
  });
  const heard = [];
  hand.onmessage = ({ data }) => heard.push(data);
  hand.onerror = ({ message }) => heard.push(`lost ${message}`.trim());
  const alive = () => twins.filter(({ gone }) => !gone);
  return { twins, hand, heard, alive, pass: (milliseconds) => t.mock.timers.tick(milliseconds) };
}

test("who speaks in time is alone, and its end is told", (t) => {
  const { twins, hand, heard, pass } = world(t);
  hand.postMessage({ type: "load" });
  pass(WAITS[0] - 1);
  twins[0].onmessage({ data: "ready" });
  hand.postMessage({ type: "start" });
  pass(1e9);
  assert.deepEqual([twins.length, twins[0].received], [1, ["load", "start"]]);
  twins[0].lost();
  assert.deepEqual(heard, ["ready", "lost"]);
});

test("who is killed before it has spoken is replaced within seconds, and nothing counts as lost", (t) => {
  const { twins, hand, heard, pass, alive } = world(t);
  hand.postMessage({ type: "load" });
  hand.postMessage({ type: "start" });
  pass(WAITS[0]);
  assert.deepEqual(twins[1].received, ["load", "start"]);
  hand.postMessage({ type: "pause" });
  twins[1].onmessage({ data: "ready" });
  hand.postMessage({ type: "resume" });
  assert.deepEqual(twins[1].received, ["load", "start", "pause", "resume"]);
  assert.deepEqual(alive(), [twins[1]]);
  assert.equal(twins[0].onmessage, null, "what the other says afterwards is not heard");
  assert.deepEqual(heard, ["ready"]);
  pass(1e9);
  assert.equal(twins.length, 2);
});

test("of two slow ones the first to speak is kept, and two are the most", (t) => {
  const { twins, heard, pass, alive } = world(t);
  for (const wait of WAITS.slice(0, -1)) pass(wait);
  assert.equal(twins.length, WAITS.length);
  assert.deepEqual(alive(), twins.slice(-2));
  twins.at(-2).onmessage({ data: "ready" });
  assert.deepEqual(alive(), [twins.at(-2)]);
  assert.deepEqual(heard, ["ready"]);
});

test("who never speaks is lost after a minute, once; what does not load, at once", (t) => {
  const silent = world(t);
  for (const wait of WAITS) silent.pass(wait);
  assert.deepEqual(silent.heard, ["lost"]);
  silent.hand.terminate();
  assert.deepEqual(silent.alive(), []);
  silent.pass(1e9);
  assert.deepEqual(silent.heard, ["lost"]);
  t.mock.timers.reset();

  const broken = world(t);
  broken.twins[0].onerror({ message: "no such file" });
  assert.deepEqual(broken.heard, ["lost no such file"]);
  broken.hand.terminate();
  broken.pass(1e9);
  assert.deepEqual([broken.alive(), broken.twins.length], [[], 1]);
});
