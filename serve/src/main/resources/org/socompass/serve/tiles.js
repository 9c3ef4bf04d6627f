/** The first numbers, each with its interval and its change against the device as it ships. */

const { byId, element, number } = Report;

function change(tile) {
  if (tile.value === null || tile.shipped === null || tile.shipped === 0) {
    return null;
  }
  const ratio = tile.value / tile.shipped;
  if (Math.abs(ratio - 1) < 5e-4) {
    return { text: "as shipped", kind: "" };
  }
  const isBetter = tile.better === "min" ? ratio < 1 : ratio > 1;
  const text = ratio >= 2 ? `×${number(Number(ratio.toPrecision(3)))}` : `${ratio > 1 ? "+" : "−"}${number(Number(Math.abs(100 * (ratio - 1)).toPrecision(3)))} %`;
  return { text: `${text} against shipped`, kind: isBetter ? "better" : "worse" };
}

function interval(tile) {
  if (tile.isPending) {
    return "interval follows …";
  }
  if (tile.p10 === undefined || tile.p10 === null) {
    return "";
  }
  if (tile.p10 === tile.p90) {
    return "as stated, no range";
  }
  return `${number(tile.p10)} to ${number(tile.p90)}`;
}

function box(tile) {
  const dl = element("dl", { className: "tile", "data-tile": tile.id }, element("dt", { textContent: tile.label }));
  dl.append(element("dd", { className: "value" }, number(tile.value), " ", element("small", { textContent: tile.unit })));
  if (tile.value === null) {
    dl.append(element("dd", { className: "why", textContent: tile.reason }));
    return dl;
  }
  dl.append(element("dd", { className: "interval", textContent: interval(tile) || "no interval" }));
  const moved = change(tile);
  if (moved) {
    dl.append(element("dd", { className: `change ${moved.kind}`, textContent: moved.text }));
  }
  return dl;
}

let last = null;

/** Says of a change that moves none of the numbers what binds instead. */
function idle(answer, path) {
  const isSame = last !== null && path !== "" && answer.title === last.title
    && answer.tiles.every((tile, i) => tile.value === last.tiles[i].value);
  last = answer;
  if (!isSame) {
    return "";
  }
  const bound = (phase) => {
    const shares = new Map();
    phase.operators.forEach((o) => shares.set(o.bound, (shares.get(o.bound) ?? 0) + o.share));
    const [most, share] = [...shares].sort((a, b) => b[1] - a[1])[0];
    return `${phase.id} is bound by ${RunCharts.words(most)} (${number(share)} %)`;
  };
  return `${path} moves none of these numbers here: ${answer.phases.map(bound).join(", ")}.`;
}

export function drawTiles(answer, path) {
  byId("idle").textContent = idle(answer, path);
  byId("tiles").replaceChildren(...answer.tiles.map(box));
  byId("trust").textContent = `${answer.engine}. ${answer.trust}.`;
}

/** Fills in the intervals that took longer. */
export function addIntervals(intervals) {
  for (const [id, found] of Object.entries(intervals)) {
    const place = document.querySelector(`[data-tile="${id}"] .interval`);
    if (place) {
      place.textContent = interval(found) || "no interval";
    }
  }
}

export const tileText = (tile) => ({ value: tile.value === null ? "–" : number(tile.value), interval: interval(tile) });
