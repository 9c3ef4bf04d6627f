"use strict";

(() => {
  const { byId, chart, colours, data, element, number, theme } = Report;
  const FIRST = 0.05; // share of a pass that the timeline shows at first, if it has many spans
  const MANY = 300;
  const BOUNDS = ["compute", "vector", "memory", "memory_port", "local_bandwidth", "launch", "synchronization", "interconnect"];

  const phase = () => data.phases[Number(byId("phase").value)];
  const boundColour = (bound) => data.meanings[bound];
  const words = (id) => id.replace(/_/g, " ");

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

  // ---- charts

  const tooltip = (t) => ({
    trigger: "item", confine: true, backgroundColor: t.card, borderColor: t.line, textStyle: { color: t.text, fontSize: 13 },
  });
  const hint = (title, ...lines) =>
    element("div", {}, element("strong", { textContent: title }), ...lines.map((l) => element("div", { textContent: l })));
  const legend = (t, names) => ({ type: "scroll", top: 0, left: 0, itemWidth: 14, data: names, textStyle: { color: t.text },
    pageTextStyle: { color: t.muted }, pageIconColor: t.text, pageIconInactiveColor: t.faint });
  const axis = (t, name, nameGap, more) => ({
    name, nameLocation: "middle", nameGap, nameTextStyle: { color: t.text, fontSize: 13 },
    axisLabel: { color: t.muted, hideOverlap: true, formatter: number },
    axisLine: { show: true, lineStyle: { color: t.muted } }, splitLine: { lineStyle: { color: t.grid } }, ...more,
  });

  const bounds = () => BOUNDS.filter((b) => phase().operators.some((o) => o.bound === b));
  const totalOf = (o) => (o.each * o.count) / 1000;
  const about = (o) => hint(`${o.name} on ${o.processor}`, `${o.operator} ${o.shape}`,
    `${number(totalOf(o))} ms: ${number(o.count)} of ${number(o.each)} us, ${number(o.share)} % of the phase`,
    `bound by ${words(o.bound)}, ${number(o.utilization)} % of its roofline`);

  function operatorsOption() {
    const t = theme();
    const operators = phase().operators;
    const isNarrow = byId("operators").clientWidth < 500;
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: isNarrow ? 118 : 150, right: 70, top: 40, bottom: 50 },
      legend: legend(t, bounds().map(words)),
      tooltip: { ...tooltip(t), formatter: (p) => about(operators[p.dataIndex]) },
      xAxis: axis(t, "time of all runs [ms]", 30, { type: "value" }),
      yAxis: { type: "category", inverse: true, data: operators.map((o) => o.name), axisTick: { show: false },
        axisLine: { lineStyle: { color: t.muted } },
        axisLabel: { color: t.text, interval: 0, width: isNarrow ? 106 : 140, overflow: "truncate" } },
      series: bounds().map((b) => ({
        type: "bar", name: words(b), stack: "all", barMaxWidth: 18, itemStyle: { color: boundColour(b) },
        data: operators.map((o) => (o.bound === b ? totalOf(o) : null)),
        label: { show: true, position: "right", color: t.muted, formatter: (p) => number(p.value) },
      })),
    };
  }

  function rooflineOption() {
    const t = theme();
    const placed = phase().operators.filter((o) => o.isPlaced);
    const x = (o) => o.operations / o.bytes;
    const y = (o) => o.operations / (o.each * 1e3); // op/us to GOP/s
    const gigabytes = data.bytesPerSecond / 1e9;
    const peaks = data.ceilings.map(([, rate]) => rate / 1e9);
    const power = (round, value) => 10 ** round(Math.log10(value));
    const ends = (values) => [power(Math.floor, Math.min(...values)), power(Math.ceil, Math.max(...values) * 1.2)];
    const [left, right] = ends(placed.map(x).concat(peaks.map((p) => p / gigabytes)));
    const [bottom, top] = ends(placed.map(y).concat(peaks));
    // The name of a ceiling goes below its line where the next ceiling is close above.
    const isCrowded = (peak) => peaks.some((other) => other > peak && other < 1.9 * peak);
    const ceilings = data.ceilings.map(([name, rate], i) => ({
      type: "line", name: `ceiling ${i}`, symbol: "none", silent: true, z: 1,
      data: [[left, left * gigabytes], [peaks[i] / gigabytes, peaks[i]], [right, peaks[i]]],
      lineStyle: { color: t.muted, width: 1.3 },
      endLabel: { show: true, formatter: name, color: t.muted, fontSize: 11, align: "right",
        verticalAlign: isCrowded(peaks[i]) ? "top" : "bottom", offset: [-8, isCrowded(peaks[i]) ? 3 : -2] },
    }));
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: 74, right: 22, top: 44, bottom: 52 },
      legend: legend(t, bounds().map(words)),
      tooltip: { ...tooltip(t), formatter: (p) => {
        const o = placed[p.value[2]];
        return hint(`${o.name} on ${o.processor}`, `${number(y(o))} GOP/s at ${number(x(o))} op/B`,
          `bound by ${words(o.bound)}, ${number(o.utilization)} % of its roofline`);
      } },
      xAxis: axis(t, "arithmetic intensity [op/B of main memory]", 30, { type: "log", min: left, max: right }),
      yAxis: axis(t, "achieved rate [GOP/s]", 56, { type: "log", min: Math.min(bottom, left * gigabytes), max: top }),
      series: [...ceilings, ...bounds().map((b) => ({
        type: "scatter", name: words(b), symbolSize: 10, z: 3,
        itemStyle: { color: boundColour(b), opacity: 0.85, borderColor: t.card },
        data: placed.map((o, i) => [x(o), y(o), i]).filter((p) => placed[p[2]].bound === b),
      }))],
    };
  }

  function timelineOption() {
    const t = theme();
    const line = phase().timeline;
    const used = [...new Set(line.spans.map((s) => s[0]))].sort((a, b) => a - b);
    const row = new Map(used.map((lane, i) => [lane, i]));
    const kindColours = colours(line.kinds);
    const box = (color) => (parameters, api) => {
      const [x1, y] = api.coord([api.value(1), api.value(0)]);
      const [x2] = api.coord([api.value(2), api.value(0)]);
      const height = Math.min(64, api.size([0, 1])[1] * 0.62);
      const area = parameters.coordSys;
      const shape = echarts.graphic.clipRectByRect({ x: x1, y: y - height / 2, width: Math.max(x2 - x1, 0.5), height }, area);
      return shape && { type: "rect", shape, style: { fill: color } };
    };
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: 60, right: 24, top: 44, bottom: 96 },
      legend: legend(t, line.kinds.map(words)),
      tooltip: { ...tooltip(t), formatter: (p) => hint(line.names[p.value[3]],
        `${words(p.seriesName)} on ${line.lanes[used[p.value[0]]]}`,
        `${number(p.value[1])} to ${number(p.value[2])} us: ${number(p.value[2] - p.value[1])} us`) },
      dataZoom: [{ type: "slider", bottom: 8, height: 22, start: 0, end: line.spans.length > MANY ? 100 * FIRST : 100,
        labelFormatter: (v) => `${number(v)} us`, textStyle: { color: t.muted }, borderColor: t.line },
      { type: "inside", zoomOnMouseWheel: "ctrl" }],
      xAxis: axis(t, "time [us]", 30, { type: "value", min: 0, max: line.seconds * 1e6 }),
      yAxis: { type: "category", inverse: true, data: used.map((l) => line.lanes[l]), axisLabel: { color: t.text },
        axisLine: { lineStyle: { color: t.muted } }, splitLine: { show: true, lineStyle: { color: t.grid } } },
      series: line.kinds.map((kind, k) => ({
        type: "custom", name: words(kind), itemStyle: { color: kindColours[k] },
        renderItem: box(kindColours[k]), encode: { x: [1, 2], y: 0 }, clip: true,
        data: line.spans.filter((s) => s[1] === k).map(([lane, , name, from, to]) => [row.get(lane), from, to, name]),
      })),
    };
  }

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
  const charts = [chart("operators", operatorsOption), chart("roofline", rooflineOption)];
  const timeline = chart("timeline", timelineOption);

  function draw() {
    charts.forEach((c) => c.draw());
    const hasTimeline = Boolean(phase().timeline) && phase().timeline.spans.length > 0;
    byId("timeline").closest("section").hidden = !hasTimeline;
    if (hasTimeline) {
      timeline.draw();
      byId("timeline-note").textContent = "Move the handles below the axis to see more or less of the pass.";
    }
    byId("phase-note").textContent = `${number(phase().seconds * 1000)} ms in all.`;
    drawTable();
  }

  byId("phase").addEventListener("change", draw);
  Report.addSaveButtons();
  draw();
  Report.ready();
})();
