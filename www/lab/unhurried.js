// @ts-check
/** The shown run, a moment later: for views whose arithmetic takes longer than the rest of the page. While a run trains they
 * follow it one by one, each in a task of its own, so that what is done with the page is answered between. */

import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { record } from "../state.js";
import { classes } from "../view/chosen.js";

/** Views that have not seen the newest yet, in the order of their turns.
 * @type {Set<() => void>} */
const line = new Set();
let asked = false;

function askForTurn() {
  if (asked || line.size === 0) return;
  asked = true;
  // After the frame in which the rest of the page is drawn.
  requestAnimationFrame(() =>
    setTimeout(() => {
      asked = false;
      const [first] = line;
      line.delete(first);
      first?.();
      askForTurn();
    }),
  );
}

/** Null until the view's first turn.
 * @returns {import("../run_record.js").RunRecord | null} */
export function useUnhurried() {
  const [shown, show] = useState(/** @type {import("../run_record.js").RunRecord | null} */ (null));
  useEffect(() => {
    let before = shown;
    let known = "";
    const follow = () => {
      before = record.peek();
      known = classes.peek().join();
      show(before);
    };
    const stop = effect(() => {
      const now = record.value;
      if (now === before) return;
      // Of other images everything changes together: classes, and logits for each.
      if (before && classes.value.join() !== known) follow();
      else {
        line.add(follow);
        askForTurn();
      }
    });
    return () => {
      stop();
      line.delete(follow);
    };
  }, []);
  return shown;
}
