"use strict";

/** Charts of the operators of a phase, for all pages that show a run. */
const RunCharts = (() => {
  const { colours, element, number, theme } = Report;
  const FIRST = 0.05; // share of a pass that the timeline shows at first, if it has many spans
  const MANY = 300;
  const ROOF = { top: 44, bottom: 52 }; // room above and below the axes of a roofline
  const NAME = 13; // height of the name of a ceiling
  const BOUNDS = ["compute", "vector", "memory", "memory_port", "far_memory", "storage", "local_bandwidth", "launch",
    "synchronization", "interconnect"];

  const boundColour = (bound) => Report.data.meanings[bound];
  const words = (id) => id.replace(/_/g, " ");

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

  const bounds = (phase) => BOUNDS.filter((b) => phase.operators.some((o) => o.bound === b));
  const totalOf = (o) => (o.each * o.count) / 1000;
  const about = (o) => hint(`${o.name} on ${o.processor}`, `${o.operator} ${o.shape}`,
    `${number(totalOf(o))} ms: ${number(o.count)} of ${number(o.each)} us, ${number(o.share)} % of the phase`,
    `bound by ${words(o.bound)}, ${number(o.utilization)} % of its roofline`);

  /** Bars of operators, each in the colour of what bounds it. */
  function operatorsOption(phase, width) {
    const t = theme();
    const operators = phase.operators;
    const isNarrow = width < 500;
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: isNarrow ? 118 : 150, right: 70, top: 40, bottom: 50 },
      legend: legend(t, bounds(phase).map(words)),
      tooltip: { ...tooltip(t), formatter: (p) => about(operators[p.dataIndex]) },
      xAxis: axis(t, "time of all runs [ms]", 30, { type: "value" }),
      yAxis: { type: "category", inverse: true, data: operators.map((o) => o.name), axisTick: { show: false },
        axisLine: { lineStyle: { color: t.muted } },
        axisLabel: { color: t.text, interval: 0, width: isNarrow ? 106 : 140, overflow: "truncate" } },
      series: bounds(phase).map((b) => ({
        type: "bar", name: words(b), stack: "all", barMaxWidth: 18, itemStyle: { color: boundColour(b) },
        data: operators.map((o) => (o.bound === b ? totalOf(o) : null)),
        label: { show: true, position: "right", color: t.muted, formatter: (p) => number(p.value) },
      })),
    };
  }

  /**
   * Returns how far below its line each name of a ceiling stands: above the line, or where the next ceiling is close
   * above, below the name of that. place() is where a rate is on the screen.
   */
  function namePlaces(peaks, place) {
    const offsets = [];
    let lowest = 0;
    for (const i of peaks.map((_, k) => k).sort((a, b) => peaks[b] - peaks[a])) {
      const line = place(peaks[i]);
      const base = line - 4 >= lowest ? line - 4 : Math.max(lowest, line + NAME + 2);
      offsets[i] = base - line;
      lowest = base + NAME;
    }
    return offsets;
  }

  /** Operators below the ceilings of a device, in a chart of a size. */
  function rooflineOption(phase, device, width, height) {
    const t = theme();
    const placed = phase.operators.filter((o) => o.isPlaced);
    const x = (o) => o.operations / o.bytes;
    const y = (o) => o.operations / (o.each * 1e3); // op/us to GOP/s
    const gigabytes = device.bytesPerSecond / 1e9;
    const peaks = device.ceilings.map(([, rate]) => rate / 1e9);
    const power = (round, value) => 10 ** round(Math.log10(value));
    const ends = (values) => [power(Math.floor, Math.min(...values)), power(Math.ceil, Math.max(...values) * 1.2)];
    const [left, right] = ends(placed.map(x).concat(peaks.map((p) => p / gigabytes)));
    const [bottom, top] = ends(placed.map(y).concat(peaks));
    const floor = Math.min(bottom, left * gigabytes);
    const offsets = namePlaces(peaks, (rate) => ROOF.top + (height - ROOF.top - ROOF.bottom) * Math.log(top / rate) / Math.log(top / floor));
    const ceilings = device.ceilings.map(([name], i) => ({
      type: "line", name: `ceiling ${i}`, symbol: "none", silent: true, z: 1,
      data: [[left, left * gigabytes], [peaks[i] / gigabytes, peaks[i]], [right, peaks[i]]],
      lineStyle: { color: t.muted, width: 1.3 },
      endLabel: { show: true, formatter: name, color: t.muted, backgroundColor: t.card, fontSize: 11, lineHeight: 12,
        align: "right", verticalAlign: "bottom", offset: [-8, offsets[i]] },
    }));
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: 74, right: 22, top: ROOF.top, bottom: ROOF.bottom },
      legend: legend(t, bounds(phase).map(words)),
      tooltip: { ...tooltip(t), formatter: (p) => {
        const o = placed[p.value[2]];
        return hint(`${o.name} on ${o.processor}`, `${number(y(o))} GOP/s at ${number(x(o))} op/B`,
          `bound by ${words(o.bound)}, ${number(o.utilization)} % of its roofline`);
      } },
      xAxis: axis(t, width < 420 ? "op/B of main memory" : "arithmetic intensity [op/B of main memory]", 30, { type: "log", min: left, max: right }),
      yAxis: axis(t, "achieved rate [GOP/s]", 56, { type: "log", min: floor, max: top }),
      series: [...ceilings, ...bounds(phase).map((b) => ({
        type: "scatter", name: words(b), symbolSize: 10, z: 3,
        itemStyle: { color: boundColour(b), opacity: 0.85, borderColor: t.card },
        data: placed.map((o, i) => [x(o), y(o), i]).filter((p) => placed[p[2]].bound === b),
      }))],
    };
  }

  /** What ran when on which processor. */
  function timelineOption(phase) {
    const t = theme();
    const line = phase.timeline;
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

  return { boundColour, operatorsOption, rooflineOption, timelineOption, totalOf, words };
})();
