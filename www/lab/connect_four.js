// @ts-check
/** Panel: play Connect Four against a student of the last run, or against the search that taught it, and see what both
 * think of the position. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { inReadingOrder, roleOf, TEACHER } from "../roles.js";
import { engine, record } from "../state.js";
import { html } from "../view/html.js";
import { shortName } from "../view/names.js";
import { number, percent, t } from "../words.js";
import { COLUMNS, largest, ROWS, shares, stones } from "./board.js";

/** @typedef {import("../engine/retort.js").GameNet} GameNet */
/** @typedef {{key: string, net: GameNet}} Student */

const BUDGETS = [100, 1000, 10_000, 100_000];
/** Visits between two looks at the clock: a few milliseconds. */
const SLICE = 2000;
/** What a column is called: its key.
 * @param {number} column from 0 */
const nameOf = (column) => number(column + 1);

/** The finished students of the shown run, at the board.
 * @returns {Student[]} */
function useStudents() {
  const shown = record.value;
  const trained = shown ? inReadingOrder(shown.arms).filter((key) => shown.nets[key]?.weights) : [];
  const keys = trained.filter((key) => key !== TEACHER);
  const identity = `${shown?.run} ${keys.join()}`;
  const students = useMemo(() => {
    const built = engine.peek();
    if (!built || !shown) return [];
    return keys.map((key) => {
      const weights = /** @type {Float32Array} */ (shown.nets[key].weights);
      return { key, net: new built.GameNet(shown.link, key, weights) };
    });
  }, [identity]);
  useEffect(() => () => students.forEach(({ net }) => void net.free()), [students]);
  return students;
}

/** What the rules and the students say of a position.
 * @param {number[]} moves
 * @param {Student[]} students */
function useJudged(moves, students) {
  return useMemo(() => {
    const built = engine.peek();
    if (!built) return null;
    const game = new built.Game(Uint8Array.from(moves));
    const judged = {
      over: game.over(),
      legal: Array.from(game.legal()),
      policies: students.map(({ key, net }) => ({ key, policy: Array.from(game.policy(net)) })),
    };
    game.free();
    return judged;
  }, [moves, students]);
}

/** Visits of the search, slice by slice.
 * @param {number[]} moves
 * @param {number} budget */
function useSearch(moves, budget) {
  const [seen, setSeen] = useState({ moves, done: 0, visits: /** @type {number[]} */ ([]), best: -1 });
  useEffect(() => {
    const built = engine.peek();
    if (!built) return undefined;
    const game = new built.Game(Uint8Array.from(moves));
    let done = 0;
    let timer = 0;
    const slice = () => {
      const more = Math.min(SLICE, budget - done);
      const visits = Array.from(game.search(more));
      done += more;
      setSeen({ moves, done, visits, best: game.best() ?? -1 });
      if (done < budget) timer = window.setTimeout(slice);
    };
    timer = window.setTimeout(slice);
    return () => {
      clearTimeout(timer);
      game.free();
    };
  }, [moves, budget]);
  return seen.moves === moves ? seen : { moves, done: 0, visits: [], best: -1 };
}

/** @param {{moves: number[], legal: number[], open: boolean, onPlay: (column: number) => void}} props */
function Board({ moves, legal, open, onPlay }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const places = stones(moves);
  const last = moves[moves.length - 1];

  /** @param {KeyboardEvent} event
   * @param {number} column */
  function key(event, column) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const digit = Number(event.key) - 1;
    if (step) {
      const next = (column + step + COLUMNS) % COLUMNS;
      /** @type {HTMLElement | undefined} */ (host.current?.querySelectorAll("button")[next])?.focus();
    } else if (digit >= 0 && digit < COLUMNS) onPlay(digit);
    else return;
    event.preventDefault();
  }

  return html`<div class="board" role="group" aria-label=${t("board.label")} ref=${host}>
    ${Array.from({ length: COLUMNS }, (_, column) => {
      const filled = Array.from({ length: ROWS }, (_, row) => places[row * COLUMNS + column]);
      const words = filled.filter(Boolean).reverse();
      const told = words
        .map((stone) => t(stone === 1 ? "board.first" : "board.second"))
        .join(t("board.comma"));
      return html`<button
        key=${column}
        type="button"
        class=${last === column ? "last" : ""}
        aria-disabled=${!open || !legal[column]}
        aria-label=${t("board.column", { column: nameOf(column), stones: told || t("board.empty") })}
        onClick=${() => onPlay(column)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => key(event, column)}
      >
        ${filled.map((stone, row) => html`<span key=${row} class=${`place stone-${stone}`}></span>`)}
      </button>`;
    })}
  </div>`;
}

/** @param {{rows: {key: string, values: number[]}[]}} props */
function Shares({ rows }) {
  return html`<table class="answers">
    <caption>${t("board.shares")}</caption>
    <thead>
      <tr>
        <th scope="col">${t("board.move")}</th>
        ${rows.map(({ key }) => html`<th scope="col" class=${`role-${roleOf(key)}`}>${key === TEACHER ? t("board.search") : shortName(key)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: COLUMNS },
        (_, column) => html`<tr key=${column}>
          <th scope="row">${nameOf(column)}</th>
          ${rows.map(
            ({
              key,
              values,
            }) => html`<td class=${Math.max(...values) > 0 && largest(values) === column ? "first" : ""}>
              <span class="value">${number((values[column] ?? 0) * 100, 1)}</span>
              <span class=${`part ${roleOf(key)}`} style=${{ "--share": values[column] ?? 0 }}></span>
            </td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

export function ConnectFour() {
  const [moves, setMoves] = useState(/** @type {number[]} */ ([]));
  const [first, setFirst] = useState(true);
  const [budget, setBudget] = useState(BUDGETS[2]);
  const [chosen, setChosen] = useState("");
  const students = useStudents();
  const judged = useJudged(moves, students);
  const search = useSearch(moves, budget);
  const opponents = [...students.map(({ key }) => key), TEACHER];
  const opponent = opponents.includes(chosen) ? chosen : (opponents[opponents.length - 2] ?? TEACHER);
  const over = judged?.over ?? null;
  const mine = moves.length % 2 === (first ? 0 : 1);

  // The other side answers: a student at once, the search when it has made its visits.
  const policy = judged?.policies.find(({ key }) => key === opponent)?.policy;
  const ready = policy ? largest(policy) : search.done >= budget ? search.best : -1;
  useEffect(() => {
    if (mine || (over !== null && over !== undefined) || ready < 0) return undefined;
    const timer = setTimeout(() => setMoves([...moves, ready]), 250);
    return () => clearTimeout(timer);
  }, [moves, mine, over, ready]);

  if (!judged) return html`<p class="hint">${t("draw.run")}</p>`;
  const ended = over !== null && over !== undefined;

  /** @param {number} column */
  function play(column) {
    if (mine && !ended && judged?.legal[column]) setMoves([...moves, column]);
  }
  function undo() {
    // Back to the reader's own last move.
    const own = mine ? 2 : 1;
    setMoves(moves.slice(0, Math.max(0, moves.length - own)));
  }
  const state = ended
    ? t(over === 0 ? "board.draw" : mine ? "board.lost" : "board.won")
    : t(mine ? "board.yours" : "board.theirs");
  const told = moves.length > 0 ? t("board.played", { column: nameOf(moves[moves.length - 1]) }) : "";

  return html`
    <p>${t("board.intro")}</p>
    <div class="drawing">
      <div class="column">
        <${Board} moves=${moves} legal=${judged.legal} open=${mine && !ended} onPlay=${play} />
        <p role="status" id="board-state">${told} ${state}</p>
        <p class="hint">${t("board.keys")}</p>
        <div class="row">
          <button type="button" id="board-undo" disabled=${moves.length === 0} onClick=${undo}>${t("board.undo")}</button>
          <button type="button" id="board-new" onClick=${() => setMoves([])}>${t("board.new")}</button>
          <button type="button" id="board-side" onClick=${() => {
            setFirst(!first);
            setMoves([]);
          }}>${t(first ? "board.be-second" : "board.be-first")}</button>
        </div>
      </div>
      <div class="column">
        <div class="row">
          <div class="field">
            <label for="board-opponent">${t("board.opponent")}</label>
            <select id="board-opponent" value=${opponent} onChange=${(/** @type {Event} */ event) => setChosen(/** @type {HTMLSelectElement} */ (event.target).value)}>
              ${opponents.map((key) => html`<option key=${key} value=${key}>${key === TEACHER ? t("board.search") : shortName(key)}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="board-budget">${t("board.budget")}</label>
            <select id="board-budget" value=${String(budget)} onChange=${(/** @type {Event} */ event) => setBudget(Number(/** @type {HTMLSelectElement} */ (event.target).value))}>
              ${BUDGETS.map((each) => html`<option key=${each} value=${String(each)}>${number(each)}</option>`)}
            </select>
          </div>
        </div>
        <${Shares} rows=${[{ key: TEACHER, values: shares(search.visits) }, ...judged.policies.map(({ key, policy: values }) => ({ key, values }))]} />
        <p class="hint">${t("board.searched", { done: percent(search.done / budget, 0), budget: number(budget) })}</p>
        ${students.length === 0 && html`<p class="hint">${t("board.run")}</p>`}
      </div>
    </div>
  `;
}
