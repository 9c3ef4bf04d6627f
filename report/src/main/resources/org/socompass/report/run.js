"use strict";

(() => {
  const { byId, chart, data, element, number } = Report;
  const { totalOf, words } = RunCharts;

  const phase = () => data.phases[Number(byId("phase").value)];

  // ---- results

  function metricText(m) {
    if (m.value === null) {
      return "–";
    }
    if (m.kind === "flag") {
      return m.value ? "yes" : "no";
    }
    if (m.kind === "bytes") {
      const exponent = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, m.value)) / 3)));
      return `${number(m.value / 1000 ** exponent)} ${["B", "KB", "MB", "GB", "TB"][exponent]}`;
    }
    return `${number(m.value)} ${m.unit}`;
  }

  for (const m of data.metrics) {
    const box = element("div", {}, ...Report.pair(m.label, metricText(m)));
    if (m.p10 !== undefined) {
      box.append(element("dd", { className: "note", textContent: `p10 ${number(m.p10)}, p90 ${number(m.p90)}` }));
    }
    if (m.reason) {
      box.append(element("dd", { className: "note", textContent: m.reason }));
    }
    byId("results").append(box);
  }
  byId("command").append(Report.command("Command of this run", data.command));

  // ---- table

  const COLUMNS = [
    ["Name", (o) => o.name], ["Operator", (o) => o.operator], ["Shape", (o) => o.shape], ["Processor", (o) => o.processor],
    ["Count", (o) => o.count], ["Each [us]", (o) => o.each], ["Total [ms]", totalOf], ["Share [%]", (o) => o.share],
    ["Bound by", (o) => words(o.bound)], ["Roofline [us]", (o) => o.roofline], ["Of roofline [%]", (o) => o.utilization],
    ["Main memory [B]", (o) => o.bytes], ["Energy [J]", (o) => o.joules ?? null],
  ];

  function drawTable() {
    const operators = phase().operators;
    const isNumber = (value) => operators.some((o) => typeof value(o) === "number");
    byId("table").tHead.replaceChildren(element("tr", {}, ...COLUMNS.map(([name, value]) =>
      element("th", { scope: "col", textContent: name, className: isNumber(value) ? "number" : "" }))));
    byId("table").tBodies[0].replaceChildren(...operators.map((o) => element("tr", {}, ...COLUMNS.map(([, value]) =>
      element("td", { className: isNumber(value) ? "number" : "text",
        textContent: isNumber(value) ? number(value(o)) : value(o) })))));
  }

  // ---- begin

  byId("phase").append(...data.phases.map((p, i) => element("option", { value: i, textContent: p.title })));
  byId("operators").style.height = `${Math.max(...data.phases.map((p) => p.operators.length)) * 24 + 100}px`;
  const charts = [
    chart("operators", () => RunCharts.operatorsOption(phase(), byId("operators").clientWidth), true),
    chart("roofline", () => RunCharts.rooflineOption(phase(), data, byId("roofline").clientWidth, byId("roofline").clientHeight), true),
  ];
  const timeline = chart("timeline", () => RunCharts.timelineOption(phase()));

  function draw() {
    charts.forEach((c) => c.draw());
    const hasTimeline = Boolean(phase().timeline) && phase().timeline.spans.length > 0;
    byId("timeline").closest("section").hidden = !hasTimeline;
    if (hasTimeline) {
      timeline.draw();
      byId("timeline-note").textContent = "Move the handles below the axis to see more or less of the pass.";
    }
    byId("phase-note").textContent = `${phase().title}: ${number(phase().seconds * 1000)} ms in all.`;
    drawTable();
  }

  byId("phase").addEventListener("change", draw);
  Report.addSaveButtons();
  draw();
  Report.ready();
})();
