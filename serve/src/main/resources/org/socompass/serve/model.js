/** The model as it runs: operators in their order, layers that are alike folded. */

import { ask } from "./api.js";
import { currentPhase } from "./charts.js";
import { question } from "./state.js";

const { byId, element, number } = Report;
const { boundColour, words } = RunCharts;

const roleOf = (name) => name.split("@")[0];
const kindOf = (name) => name.split("@")[1] ?? "";

function node(o) {
  const box = element("button", { type: "button", className: "node", "data-operator": o.name,
    "aria-label": `${o.name}, ${o.class}, bound by ${words(o.bound)}, ${number(o.share)} % of the phase` },
  element("b", { textContent: words(roleOf(o.name)) }),
  element("span", { textContent: `${o.processor || "–"}, ${words(o.bound)}` }),
  element("span", { textContent: `${number(RunCharts.totalOf(o))} ms, ${number(o.share)} %` }),
  ...(o.shape === "" && o.count > 1 ? [element("span", { textContent: `× ${number(o.count)}` })] : []));
  box.style.setProperty("--bound", boundColour(o.bound) ?? "var(--faint)");
  box.style.setProperty("--class", Report.data.classes[o.class] ?? "var(--faint)");
  box.addEventListener("click", () => open(o));
  return box;
}

/** Operators that follow each other and run as often, of one kind of layer, are one block. */
function blocks(operators, layers) {
  const result = [];
  for (const o of operators) {
    const isLayer = o.count > 1 && layers > 1 && o.shape !== "";
    const key = isLayer ? `layers ${kindOf(o.name)}` : "once";
    const last = result[result.length - 1];
    if (last && last.key === key) {
      last.operators.push(o);
      last.counts.add(o.count);
    } else {
      result.push({ key, operators: [o], counts: new Set([o.count]), kind: kindOf(o.name) });
    }
  }
  return result;
}

function heading(block) {
  const counts = [...block.counts].sort((a, b) => a - b);
  const text = counts.length === 1 ? `× ${number(counts[0])}` : `× ${number(counts[0])} to ${number(counts.at(-1))}`;
  return `${block.kind ? `Layers of kind ${block.kind}` : "Layer"} ${text}`;
}

export function drawModel(answer) {
  const phase = currentPhase();
  byId("model-graph").replaceChildren(...blocks(phase.operators, answer.layers).map((block) => {
    const flow = element("div", { className: "flow" }, ...block.operators.map(node));
    return block.key === "once" ? flow
      : element("div", { className: "layer" }, element("h3", { textContent: heading(block) }), flow);
  }));
  const key = (name, colour, kind) => {
    const mark = element("span", { textContent: words(name), className: kind });
    mark.style.setProperty("--key", colour);
    return mark;
  };
  const classes = [...new Set(phase.operators.map((o) => o.class))];
  const bounds = [...new Set(phase.operators.map((o) => o.bound))];
  byId("model-keys").replaceChildren(...classes.map((c) => key(c, Report.data.classes[c] ?? "var(--faint)", "")),
    ...bounds.map((b) => key(`bound by ${words(b)}`, boundColour(b) ?? "var(--faint)", "edge")));
}

const bytes = (value) => {
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${number(value / 1000 ** step)} ${["B", "kB", "MB", "GB"][step]}`;
};

const list = (...pairs) => {
  const dl = element("dl", { className: "pairs" });
  pairs.forEach(([term, value]) => dl.append(...Report.pair(term, value)));
  return dl;
};

async function open(o) {
  const facts = list(["Operator", `${o.operator} ${o.shape}`], ["Class", words(o.class)], ["Processor", o.processor || "none"],
    ["Runs", number(o.count)], ["Time of one run", `${number(o.each)} us`], ["Bound by", words(o.bound)],
    ["Roofline", `${number(o.roofline)} us, ${number(o.utilization)} % reached`],
    ["Main memory", bytes(o.bytes)]);
  const more = element("div", {}, element("p", { className: "note", textContent: "Looking for its mapping …" }));
  Report.showPanel(words(o.name), facts, more);
  const processors = o.processor.split("+").filter(Boolean);
  if (processors.length === 0 || !o.shape) {
    more.replaceChildren(element("p", { className: "note", textContent: "It does no work of its own." }));
    return;
  }
  try {
    const found = await ask("operator", { ...question(), phase: currentPhase().id, name: o.name, processors });
    more.replaceChildren(...details(found, processors));
  } catch (error) {
    more.replaceChildren(element("p", { className: "error", textContent: error.message }));
  }
}

function details(found, processors) {
  const parts = [];
  if (processors.length > 1) {
    parts.push(element("p", { className: "note", textContent: "It is cut between processors; below, all of it on each." }));
  }
  if (found.isRated) {
    parts.push(element("p", { className: "note",
      textContent: "This engine is timed by measured rates; below is what its mapping alone would take." }));
  }
  for (const m of found.mapped) {
    if (m.reason) {
      parts.push(element("h3", { textContent: `On ${m.processor}: no mapping` }), element("p", { className: "note", textContent: m.reason }));
      continue;
    }
    parts.push(element("h3", { textContent: `On ${m.processor}: ${number(m.us)} us` }),
      element("p", { className: "note", textContent: `Types: ${found.types}` }),
      list(...Object.entries(m.traffic).map(([level, value]) => [`Traffic, ${words(level)}`, bytes(value)])));
    if (m.loopNest.length > 0) {
      parts.push(element("pre", { className: "nest", tabIndex: 0, "aria-label": `Loop nest on ${m.processor}`, textContent: m.loopNest.join("\n") }));
    }
    if (m.command) {
      parts.push(Report.command("The same on the command line", m.command));
    }
  }
  return parts;
}
