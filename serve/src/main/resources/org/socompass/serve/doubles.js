/** What twice each number would buy, one at a time: a tornado of the latency. */

import { ask } from "./api.js";
import { question } from "./state.js";

const { byId, chart, number, theme } = Report;
const AT_ONCE = 8;
const MOST = 20;
const LEAST = 5e-4;
let effects = [];
let drawn = null;
let run = 0;

const what = () => byId("doubles-what").value;

function shown() {
  return effects.filter((e) => !e.reason && Math.abs(e[what()] - 1) > LEAST)
    .sort((a, b) => Math.abs(Math.log(b[what()])) - Math.abs(Math.log(a[what()]))).slice(0, MOST);
}

function option() {
  const t = theme();
  const rows = shown();
  const isNarrow = byId("doubles").clientWidth < 560;
  const change = (e) => 100 * (e[what()] - 1);
  const name = (e) => e.path.replace(/^processors\./, "");
  return {
    textStyle: { fontFamily: t.font },
    grid: { left: isNarrow ? 150 : 270, right: 80, top: 10, bottom: 46 },
    tooltip: { trigger: "item", confine: true, backgroundColor: t.card, borderColor: t.line, textStyle: { color: t.text, fontSize: 13 },
      formatter: (p) => Report.element("div", {}, Report.element("strong", { textContent: rows[p.dataIndex].path }),
        Report.element("div", { textContent: `${rows[p.dataIndex].from} to ${rows[p.dataIndex].to}: ${number(change(rows[p.dataIndex]))} %` })) },
    xAxis: { type: "value", boundaryGap: ["9%", "9%"], name: "change of the latency [%]", nameLocation: "middle", nameGap: 28, nameTextStyle: { color: t.text },
      axisLabel: { color: t.muted, formatter: number }, splitLine: { lineStyle: { color: t.grid } } },
    yAxis: { type: "category", inverse: true, data: rows.map((e) => `${name(e)}`), axisTick: { show: false },
      axisLine: { onZero: false, lineStyle: { color: t.muted } },
      axisLabel: { color: t.text, interval: 0, width: isNarrow ? 140 : 258, overflow: "truncate" } },
    series: [{ type: "bar", barMaxWidth: 16,
      data: rows.map((e) => ({ value: change(e), itemStyle: { color: change(e) < 0 ? t.plain : t.accent },
        label: { position: change(e) < 0 ? "left" : "right" } })),
      label: { show: true, color: t.muted, formatter: (p) => `${number(p.value)} %` } }],
  };
}

function draw() {
  const rows = shown();
  byId("doubles").hidden = rows.length === 0;
  byId("doubles").style.height = `${rows.length * 26 + 70}px`;
  if (rows.length > 0) {
    drawn ??= chart("doubles", option);
    drawn.drawn.resize();
    drawn.draw();
  }
}

async function start() {
  const mine = ++run;
  const asked = question();
  effects = [];
  byId("start-doubles").disabled = true;
  try {
    const { paths } = await ask("doubles", asked);
    for (let i = 0; i < paths.length && mine === run; i += AT_ONCE) {
      const answer = await ask("doubles", { ...asked, paths: paths.slice(i, i + AT_ONCE) });
      if (mine === run) {
        effects.push(...answer.effects);
        byId("doubles-note").textContent = `${effects.length} of ${paths.length} numbers tried.`;
        draw();
      }
    }
    if (mine === run) {
      const idle = effects.filter((e) => !e.reason && Math.abs(e[what()] - 1) <= LEAST).length;
      const refused = effects.filter((e) => e.reason).length;
      byId("doubles-note").textContent =
        `${effects.length} numbers tried: ${shown().length} shown, ${idle} move nothing, ${refused} can't be doubled.`;
    }
  } catch (error) {
    byId("doubles-note").textContent = error.message;
  } finally {
    byId("start-doubles").disabled = false;
  }
}

/** The design changed: what was found is of another one. */
export function forgetDoubles() {
  if (effects.length > 0 || byId("start-doubles").disabled) {
    run++;
    effects = [];
    byId("doubles").hidden = true;
    byId("doubles-note").textContent = "The design changed since; ask again.";
  }
}

byId("start-doubles").addEventListener("click", start);
byId("doubles-what").addEventListener("change", draw);
