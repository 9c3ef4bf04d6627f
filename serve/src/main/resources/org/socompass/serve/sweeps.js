/** A sweep whose points arrive while it runs; its report is that of the command. */

import { ask } from "./api.js";
import { state } from "./state.js";

const { byId, chart, number, theme } = Report;
const POLL_MILLIS = 400;
let job = null;
let drawn = null;

/** Returns a spec to start from: the memory of the device, with what runs now. */
function example() {
  return `name: Channels and data rate of ${state.device}
device: ${state.device}
parameters:
  channels:
    path: memory.channels
    values: [2, 4, 8]
  data_rate:
    path: memory.data_rate
    values: [4800 MT/s, 6400 MT/s, 8533 MT/s]
workloads:
  chat: {model: ${state.model.startsWith("upload-") ? "llama-3-8b" : state.model}, quantization: ${state.quantization || "fp16"}, prompt: ${state.prompt}, output: ${state.output}}
objectives:
  decode_tokens_per_second: max
  system_cost_usd: min
`;
}

function option() {
  const t = theme();
  const [x, y] = job.objectives.length > 1 ? [2, 1] : [-1, 1];
  const axis = (name) => ({ type: "value", scale: true, name, nameLocation: "middle", nameGap: 34, nameTextStyle: { color: t.text },
    axisLabel: { color: t.muted, formatter: number, showMinLabel: false, showMaxLabel: false, hideOverlap: true }, splitLine: { lineStyle: { color: t.grid } } });
  const points = (isOk) => job.points.map((p, i) => [x < 0 ? i : p[x], p[y], i]).filter((p) => (job.points[p[2]][0] === "ok") === isOk
    && p[0] !== null && p[1] !== null);
  const inside = points(true).length > 0 ? points(true) : points(false);
  // The axes hold the designs to choose from; those beyond the constraints may lie far outside.
  const ends = (at) => {
    const values = inside.map((p) => p[at]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.06 * (high - low) || 0.06 * Math.abs(high) || 1;
    return { min: low - margin, max: high + margin };
  };
  return {
    textStyle: { fontFamily: t.font },
    grid: { left: 78, right: 24, top: 40, bottom: 54 },
    legend: { top: 0, left: 0, textStyle: { color: t.text } },
    tooltip: { trigger: "item", confine: true, backgroundColor: t.card, borderColor: t.line, textStyle: { color: t.text, fontSize: 13 },
      formatter: (p) => Report.element("div", {}, ...job.objectives.map((o, i) =>
        Report.element("div", { textContent: `${o}: ${number(job.points[p.value[2]][i + 1])}` }))) },
    xAxis: x < 0 ? { ...axis("point"), minInterval: 1 } : { ...axis(job.objectives[1]), ...ends(0) },
    yAxis: { ...axis(job.objectives[0]), ...ends(1), nameGap: 56 },
    series: [
      { type: "scatter", name: "within the constraints", symbolSize: 9, itemStyle: { color: t.plain, opacity: .8 }, data: points(true) },
      { type: "scatter", name: "beyond them", symbolSize: 7, itemStyle: { color: t.faint, opacity: .6 }, data: points(false) },
    ],
  };
}

function draw() {
  byId("sweep").hidden = job.points.length === 0;
  if (job.points.length > 0) {
    drawn ??= chart("sweep", option);
    drawn.drawn.resize();
    drawn.draw();
  }
}

async function poll(mine) {
  while (job === mine) {
    const answer = await ask("sweep-points", { id: mine.id, from: mine.points.length });
    mine.points.push(...answer.points);
    byId("sweep-note").textContent = `${number(mine.points.length)} of ${number(mine.total)} points.${answer.failure ? ` ${answer.failure}` : ""}`;
    draw();
    if (answer.isDone) {
      byId("sweep-start").disabled = false;
      byId("sweep-stop").disabled = true;
      byId("sweep-report").hidden = Boolean(answer.failure);
      byId("sweep-report").href = `sweeps/${mine.id}/report.html`;
      return;
    }
    await new Promise((done) => setTimeout(done, POLL_MILLIS));
  }
}

async function start() {
  byId("sweep-error").textContent = "";
  byId("sweep-report").hidden = true;
  try {
    const answer = await ask("sweep", { spec: byId("sweep-spec").value });
    job = { id: answer.id, total: answer.points, objectives: answer.objectives, points: [] };
    byId("sweep-start").disabled = true;
    byId("sweep-stop").disabled = false;
    await poll(job);
  } catch (error) {
    byId("sweep-error").textContent = error.message;
    byId("sweep-start").disabled = false;
  }
}

byId("sweep-start").addEventListener("click", start);
byId("sweep-stop").addEventListener("click", () => ask("sweep-stop", { id: job.id }).catch(() => {}));
byId("sweep-card").addEventListener("toggle", () => {
  if (byId("sweep-card").open && !byId("sweep-spec").value) {
    byId("sweep-spec").value = example();
  }
});
