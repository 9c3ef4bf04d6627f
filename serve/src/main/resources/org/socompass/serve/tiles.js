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
  const text = ratio >= 2 ? `×${number(ratio)}` : `${ratio > 1 ? "+" : "−"}${number(Math.abs(100 * (ratio - 1)))} %`;
  return { text: `${text} against shipped`, kind: isBetter ? "better" : "worse" };
}

function interval(tile) {
  if (tile.isPending) {
    return "interval follows …";
  }
  if (tile.p10 === undefined || tile.p10 === null) {
    return "";
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

export function drawTiles(answer) {
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
