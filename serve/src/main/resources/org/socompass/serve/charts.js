/** Charts of the run: those of the reports, and parts of area, cost and energy. */

const { byId, chart, element, number } = Report;
const drawn = new Map();
let answer = null;
let timelines = null;

const index = () => Number(byId("phase").value || 0);
const phase = () => answer.phases[index()];

function draw(id, option, isSized = false) {
  if (drawn.has(id)) {
    drawn.get(id).draw();
  } else {
    drawn.set(id, chart(id, option, isSized));
    drawn.get(id).draw();
  }
}

function drawTimeline() {
  const line = timelines && timelines[index()];
  const has = Boolean(line && line.timeline && line.timeline.spans.length > 0);
  byId("timeline").hidden = !has;
  byId("timeline-note").textContent = has ? "Move the handles below the axis to see more or less of the pass."
    : timelines ? "This engine runs operators one after another; there is no timeline." : "";
  if (has) {
    draw("timeline", () => RunCharts.timelineOption(timelines[index()]));
  }
}

export function drawPhase() {
  byId("phase-note").textContent = `${phase().title}: ${number(phase().seconds * 1000)} ms in all.`;
  const height = `${phase().operators.length * 24 + 100}px`;
  if (byId("operators").style.height !== height) {
    byId("operators").style.height = height;
    drawn.get("operators")?.drawn.resize();
  }
  draw("operators", () => RunCharts.operatorsOption(phase(), byId("operators").clientWidth), true);
  const roofline = byId("roofline");
  draw("roofline", () => RunCharts.rooflineOption(phase(), answer, roofline.clientWidth, roofline.clientHeight), true);
}

/** Shows an answer; its timelines follow. */
export function drawCharts(next) {
  const chosen = byId("phase").value;
  answer = next;
  byId("phase").replaceChildren(...answer.phases.map((p, i) => element("option", { value: i, textContent: p.title })));
  byId("phase").value = chosen || "1";
  drawPhase();
  byId("parts").replaceChildren(...groups(answer.parts));
  if (answer.parts.length === 0) {
    byId("parts").append(element("p", { className: "note", textContent: "The template lacks what area and cost need." }));
  }
}

function groups(items) {
  return items.flatMap((g) => [
    element("h3", { textContent: `${g.label}, ${number(g.values.reduce((sum, [, v]) => sum + v, 0))} ${g.unit}` }),
    Report.parts(g.values, g.unit),
  ]);
}

/** Shows what took longer. */
export function drawMore(more) {
  timelines = more.phases;
  drawTimeline();
  const energies = more.parts.filter((g) => g.unit === "J");
  byId("energy").replaceChildren(...groups(energies));
  if (energies.length === 0) {
    byId("energy").append(element("p", { className: "note", textContent: "The template lacks what energy needs." }));
  }
}

export const currentPhase = () => phase();

export function onPhase(action) {
  byId("phase").addEventListener("change", () => {
    drawPhase();
    drawTimeline();
    action();
  });
}
