/** Devices side by side on the same inference, the design first. */

import { ask } from "./api.js";
import { keep, question, state } from "./state.js";
import { tileText } from "./tiles.js";

const { byId, element } = Report;
const MOST = 8;
const found = new Map();
let current = null;

const keyOf = (device) => JSON.stringify({ ...question(), device, set: [] });

function cell(tile, isBest) {
  const { value, interval } = tileText(tile);
  return element("td", { className: `number${isBest ? " best" : ""}` }, value, element("small", { textContent: tile.isPending ? "" : interval }));
}

function draw() {
  const columns = [{ name: state.set.length > 0 ? `${state.device}, changed` : state.device, answer: current }];
  for (const device of state.with) {
    columns.push({ name: device, device, ...found.get(keyOf(device)) });
  }
  const table = byId("compare-table");
  table.hidden = state.with.length === 0;
  table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col", textContent: "" }), ...columns.map((c) => {
    const head = element("th", { scope: "col", className: "number", textContent: c.name });
    if (c.device) {
      const drop = element("button", { type: "button", textContent: "remove", "aria-label": `Remove ${c.device}` });
      drop.addEventListener("click", () => {
        state.with = state.with.filter((d) => d !== c.device);
        keep();
        draw();
      });
      head.append(drop);
    }
    return head;
  })));
  const tiles = current ? current.tiles : [];
  table.tBodies[0].replaceChildren(...tiles.map((tile, i) => {
    const row = columns.map((c) => c.answer && c.answer.tiles[i]);
    const values = row.filter((t) => t && t.value !== null).map((t) => t.value);
    const best = tile.better === "min" ? Math.min(...values) : Math.max(...values);
    return element("tr", {}, element("th", { scope: "row", textContent: `${tile.label} [${tile.unit}]` }),
      ...row.map((t) => (t ? cell(t, t.value === best && values.length > 1) : element("td", { textContent: "…" }))));
  }));
  const notes = columns.filter((c) => c.error).map((c) => `${c.device}: ${c.error}`)
    .concat(columns.filter((c) => c.device && c.answer?.warnings.length).map((c) => c.answer.warnings[0]));
  byId("compare-note").textContent = notes.join(" ");
}

/** Fills in intervals that took longer. */
function fillIn(answer, intervals) {
  for (const tile of answer.tiles) {
    if (tile.id in intervals) {
      Object.assign(tile, { p10: null, p90: null, ...intervals[tile.id], isPending: false });
    }
  }
  draw();
}

/** Takes the intervals of the design. */
export function addCompared(intervals) {
  fillIn(current, intervals);
}

async function load() {
  for (const device of [...state.with]) {
    const key = keyOf(device);
    if (!found.has(key)) {
      try {
        const asked = { ...question(), device, set: [] };
        const answer = await ask("run", asked);
        found.set(key, { answer });
        draw();
        fillIn(answer, (await ask("more", asked)).intervals);
      } catch (error) {
        found.set(key, { error: error.message });
      }
      draw();
    }
  }
}

/** Shows the design beside the devices that were added. */
export function drawCompare(answer) {
  current = answer;
  draw();
  load();
}

function add() {
  const device = byId("compare-device").value.trim();
  if (!device || state.with.includes(device)) {
    return;
  }
  if (state.with.length >= MOST) {
    byId("compare-note").textContent = `At most ${MOST} devices.`;
    return;
  }
  state.with.push(device);
  byId("compare-device").value = "";
  keep();
  draw();
  load();
}

byId("compare-add").addEventListener("click", add);
byId("compare-device").addEventListener("keydown", (event) => event.key === "Enter" && add());
