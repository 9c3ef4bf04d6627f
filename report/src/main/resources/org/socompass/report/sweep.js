"use strict";

(() => {
  const { byId, chart, data, element, number, categories, shades, theme, titleOf } = Report;
  const { all, columns, count, groups, isFeasible, isFront } = Designs;
  const LINES = 1000; // drawn at most in parallel coordinates: more can't be told apart
  const BARS = 200; // bars of uncertainty at most, for the same reason
  const CELLS = 16; // values of a parameter in a heat map; more become ranges
  const MOVING = 2000; // points of the scatter at most while a brush moves, all once it rests
  const REST = 200; // milliseconds after which the slower charts follow the brush

  const varied = columns.filter((c) => c.role === "parameter" && c.distinct > 1);
  const objectives = columns.filter((c) => c.role === "objective");
  const isResult = (c) => c.role === "metric" || c.role === "requested" || c.role === "objective";
  const metrics = columns.filter((c) => isResult(c) && c.distinct > 0);
  const drawable = [...metrics, ...varied];
  const state = { standing: all, selected: all, isMoving: false, brushes: new Map(), axes: firstAxes() };

  /** Parameters that vary, then objectives and limited results, as many as fit beside each other. */
  function firstAxes() {
    const limited = metrics.filter((c) => c.role === "metric" && (c.least !== undefined || c.most !== undefined));
    const wanted = [...varied, ...objectives.filter((c) => c.distinct > 0), ...limited];
    return new Set((wanted.length > 1 ? wanted : drawable).slice(0, 10));
  }

  const chosen = (id) => columns.find((c) => c.id === byId(id).value);

  function choices(id, items, first, onChange) {
    const list = byId(id);
    list.append(...items.map((c) => element("option", { value: c.id, textContent: titleOf(c) })));
    if (first) {
      list.value = first.id;
    }
    list.addEventListener("change", onChange);
  }

  // ---- selection

  /** Selects what brushes and filter keep; a moving one shows a part of a large scatter until it rests. */
  function select(isMoving = false) {
    const { passes, problem } = Designs.filter(byId("filter").value);
    byId("filter-error").textContent = problem;
    byId("filter").setAttribute("aria-invalid", String(problem !== ""));
    const isBrushed = Designs.within(state.brushes);
    state.standing = all.filter(Designs.standing(byId("standing").value));
    state.selected = state.standing.filter((i) => isBrushed(i) && passes(i));
    byId("count").textContent = `${number(state.selected.length)} of ${number(count)} designs`
      + (count < data.points ? ` on this page, of ${number(data.points)} points` : "");
    state.isMoving = isMoving && count > MOVING;
    scatter.draw(false);
    DesignTable.show(state.selected);
    drawLater();
  }

  let waiting = 0;

  function drawLater() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (state.isMoving) {
        state.isMoving = false;
        scatter.draw(false);
      }
      drawHeat();
      parallel.draw(false);
    }, REST);
  }

  // ---- scatter

  function axis(column, nameGap) {
    const t = theme();
    const shared = {
      name: titleOf(column), nameLocation: "middle", nameGap,
      nameTextStyle: { color: t.text, fontSize: 13 },
      axisLine: { show: true, lineStyle: { color: t.muted } },
      axisTick: { show: true, lineStyle: { color: t.muted } },
      splitLine: { lineStyle: { color: t.grid } },
    };
    const axisLabel = { color: t.muted, hideOverlap: true };
    return column.isText
      ? { ...shared, axisLabel, type: "category", data: column.words }
      : { ...shared, axisLabel: { ...axisLabel, formatter: number }, type: column.isLog ? "log" : "value", scale: true,
        minInterval: column.isWhole ? 1 : 0 };
  }

  /** Places of designs and their numbers, flat: the form that ECharts reads fastest. */
  function points(x, y, designs) {
    const flat = new Float64Array(3 * designs.length);
    let at = 0;
    for (const i of designs) {
      flat[at++] = x.values[i];
      flat[at++] = y.values[i];
      flat[at++] = i;
    }
    return flat;
  }

  const pairs = (x, y, designs) => designs.map((i) => [x.values[i], y.values[i]]);

  const cloud = (name, data, color, opacity) => ({
    type: "scatter", name, data, dimensions: ["x", "y", "design"], large: true, largeThreshold: 1000, symbolSize: count > 500 ? 6 : 9, itemStyle: { color, opacity },
  });

  /** One series for each colour: the fast way to draw many points has one colour. */
  function coloured(x, y, designs) {
    const t = theme();
    const colour = chosen("scatter-colour");
    if (!colour) {
      return [
        cloud("infeasible", points(x, y, designs.filter((i) => !isFeasible(i))), t.faint, 0.6),
        cloud("feasible", points(x, y, designs.filter(isFeasible)), t.plain, 0.6),
      ];
    }
    const known = designs.filter((i) => colour.values[i] !== null);
    if (colour.isText) {
      return groups(known, (i) => colour.values[i]).map(([word, some]) =>
        cloud(colour.words[word], points(x, y, some), categories[word % categories.length], 0.8));
    }
    const steps = Designs.steps({ ...colour, values: colour.values }, shades.length);
    const shade = (step) => shades[Math.round((step * (shades.length - 1)) / Math.max(1, steps.labels.length - 1))];
    return groups(known, steps.of).map(([step, some]) => cloud("", points(x, y, some), shade(step), 0.8));
  }

  /** Bars from p10 to p90. */
  function uncertainty(x, y, designs) {
    const color = theme().accent;
    const known = designs.filter((i) => x.range(i) || y.range(i)).slice(0, BARS);
    const bars = (api, index) => {
      const i = known[index];
      const at = (vx, vy) => api.coord([vx, vy]);
      const style = { stroke: color, lineWidth: 1.2, opacity: 0.75 };
      const line = ([x1, y1], [x2, y2]) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
      const across = (x.range(i) || []).map((v) => at(v, y.values[i]));
      const up = (y.range(i) || []).map((v) => at(x.values[i], v));
      return [
        ...(across.length ? [line(...across)] : []),
        ...across.map(([px, py]) => line([px, py - 4], [px, py + 4])),
        ...(up.length ? [line(...up)] : []),
        ...up.map(([px, py]) => line([px - 4, py], [px + 4, py])),
      ];
    };
    return known.length === 0 ? [] : [{
      type: "custom", name: "p10 to p90", silent: true, z: 3, clip: true, itemStyle: { color },
      // The axes hold the ends of the bars too.
      data: known.map((i) => [x.values[i], y.values[i], ...(x.range(i) || ["-", "-"]), ...(y.range(i) || ["-", "-"])]),
      encode: { x: [0, 2, 3], y: [1, 4, 5] },
      renderItem: (parameters, api) => ({ type: "group", children: bars(api, parameters.dataIndex) }),
    }];
  }

  function scatterOption() {
    const t = theme();
    const [x, y] = [chosen("scatter-x"), chosen("scatter-y")];
    const has = (i) => x.values[i] !== null && y.values[i] !== null;
    const shown = state.selected.filter(has);
    const isShown = new Uint8Array(count);
    shown.forEach((i) => { isShown[i] = 1; });
    const others = state.standing.filter((i) => has(i) && !isShown[i]);
    const drawn = (designs) => (state.isMoving ? Designs.sample(designs, MOVING) : designs);
    const front = shown.filter(isFront);
    const line = Designs.frontOf(x, y, shown);
    const list = [
      { ...cloud("", points(x, y, drawn(others)), t.faint, 0.2), silent: true },
      ...coloured(x, y, drawn(shown)),
      { type: "line", name: "best of both axes", data: pairs(x, y, line), symbol: "none", silent: true, z: 4,
        lineStyle: { color: t.text, width: 1.3, type: "dashed" }, itemStyle: { color: t.text } },
      ...uncertainty(x, y, front),
      { ...cloud("Pareto front", points(x, y, front), t.accent, 1), large: false, symbol: "diamond",
        symbolSize: 10, z: 5, itemStyle: { color: t.accent, borderColor: t.card, borderWidth: 1 } },
    ];
    byId("scatter-note").replaceChildren(...scatterNote(front.length));
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: 74, right: 20, top: 44, bottom: 52 },
      legend: { type: "scroll", top: 0, left: 0, right: 0, itemWidth: 14, textStyle: { color: t.text },
        data: list.filter((s) => s.name && s.data.length > 0).map((s) => s.name),
        pageTextStyle: { color: t.muted }, pageIconColor: t.text, pageIconInactiveColor: t.faint },
      tooltip: { ...tooltip(t), formatter: (p) => hint(p.value[2], [...new Set([x, y, ...objectives, ...varied])]) },
      xAxis: axis(x, 30), yAxis: axis(y, 56), series: list,
    };
  }

  function scatterNote(front) {
    const colour = chosen("scatter-colour");
    const notes = [];
    if (colour && !colour.isText) {
      const key = element("span", { className: "key", role: "img", "aria-label": "from dark to light" });
      key.style.background = `linear-gradient(to right, ${shades.join(",")})`;
      notes.push(`${titleOf(colour)}: ${number(colour.low)}`, key, `${number(colour.high)}. `);
    }
    if (front > BARS) {
      notes.push(`Bars of uncertainty are drawn for ${BARS} designs of the front.`);
    }
    return notes;
  }

  const tooltip = (t) => ({
    trigger: "item", confine: true, backgroundColor: t.card, borderColor: t.line, textStyle: { color: t.text, fontSize: 13 },
  });

  /** What appears beside a point: an element, as text from data must not become markup. */
  function hint(i, shown) {
    return element("div", {},
      element("strong", { textContent: `Design ${data.names[i]}, ${Designs.STANDINGS[data.standing[i]]}` }),
      ...shown.slice(0, 10).map((c) => element("div", { textContent: `${c.label}: ${c.text(i)} ${c.unit}` })));
  }

  // ---- heat map

  const middle = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

  /** Says so if the values of the cells are closer to each other than any of them is known. */
  function doubt(value, cells) {
    const shown = cells.map((c) => c[2]);
    const widths = cells.map((c) => value.range(c[3])).filter(Boolean).map(([low, high]) => high - low);
    const span = Math.max(...shown) - Math.min(...shown);
    const width = widths.length ? middle(widths) : 0;
    return shown.length > 0 && span < width
      ? ` The cells differ by at most ${number(span)} ${value.unit}, less than the 80 % interval of one: ${number(width)}.` : "";
  }

  function heatOption() {
    const t = theme();
    const [x, y, value] = [chosen("heat-x"), chosen("heat-y"), chosen("heat-value")];
    const [across, up] = [Designs.steps(x, CELLS), Designs.steps(y, CELLS)];
    const wide = across.labels.length;
    const known = state.selected.filter((i) =>
      isFeasible(i) && value.values[i] !== null && across.of(i) !== null && up.of(i) !== null);
    const isBest = byId("heat-of").value === "best" && Boolean(value.better);
    const cells = groups(known, (i) => up.of(i) * wide + across.of(i)).map(([cell, some]) => {
      const best = some.reduce((a, b) =>
        Designs.sign(value) * value.values[b] < Designs.sign(value) * value.values[a] ? b : a);
      const shown = isBest ? value.values[best] : middle(some.map((i) => value.values[i]));
      return [cell % wide, Math.floor(cell / wide), shown, best, some.length];
    });
    const shown = cells.map((c) => c[2]);
    byId("heat-note").textContent =
      `${isBest ? "Best" : "Median"} ${value.label.toLowerCase()} of the feasible designs of each cell` +
      (count < data.points ? ", of those on this page." : ".") +
      (isBest ? " Click a cell for its best design." : "") + doubt(value, cells);
    const names = (axis, steps, nameGap) => ({
      type: "category", data: steps.labels, name: titleOf(axis), nameLocation: "middle", nameGap,
      nameTextStyle: { color: t.text, fontSize: 13 }, axisLabel: { color: t.muted, hideOverlap: true },
      axisLine: { lineStyle: { color: t.muted } }, splitArea: { show: false },
    });
    return {
      textStyle: { fontFamily: t.font },
      grid: { left: 90, right: 20, top: 44, bottom: 52 },
      tooltip: { ...tooltip(t), formatter: (p) => element("div", {},
        element("strong", { textContent: `${number(p.value[2])} ${value.unit}` }),
        element("div", { textContent: `${x.label} ${across.labels[p.value[0]]}, ${y.label} ${up.labels[p.value[1]]}` }),
        element("div", { textContent: `${number(p.value[4])} designs` })) },
      visualMap: { min: Math.min(...shown, Infinity), max: Math.max(...shown, -Infinity), dimension: 2, calculable: false,
        orient: "horizontal", left: "center", top: 0, itemWidth: 12, itemHeight: 150,
        text: [`${number(Math.max(...shown))} ${value.unit}`, number(Math.min(...shown))],
        textStyle: { color: t.text }, inRange: { color: shades } },
      xAxis: names(x, across, 30), yAxis: names(y, up, 72),
      series: [{ type: "heatmap", data: cells, encode: { x: 0, y: 1, value: 2 },
        itemStyle: { borderColor: t.card, borderWidth: 1 } }],
    };
  }

  function drawHeat() {
    if (varied.length > 1) {
      heat.draw();
    }
  }

  // ---- parallel coordinates

  const axes = () => [...state.axes];

  /** Round ends of an axis that hold a column, so that the axis stays while lines come and go. */
  function ends(c) {
    // Of the designs that "Show" keeps: those beyond the constraints may lie far outside.
    const known = state.standing.map((i) => c.values[i]).filter((v) => v !== null);
    const low = known.length > 0 ? known.reduce((a, b) => Math.min(a, b)) : c.low;
    const high = known.length > 0 ? known.reduce((a, b) => Math.max(a, b)) : c.high;
    if (c.isLog) {
      return { min: 10 ** Math.floor(Math.log10(low)), max: 10 ** Math.max(Math.ceil(Math.log10(high)), Math.floor(Math.log10(low)) + 1) };
    }
    const size = high - low || (c.isWhole ? 1 : Math.abs(high)) || 1;
    const power = 10 ** Math.floor(Math.log10(size / 5));
    const round = power * [1, 2, 5, 10].find((factor) => size / (factor * power) <= 5);
    const step = c.isWhole ? Math.max(1, round) : round;
    const min = Math.floor(low / step) * step;
    return { min, max: Math.max(Math.ceil(high / step) * step, min + step), interval: step };
  }

  function parallelOption() {
    const t = theme();
    const shown = axes();
    const label = { color: t.text, backgroundColor: t.card, padding: [1, 3], borderRadius: 3, margin: 6 };
    const lines = (designs) => designs.map((i) => shown.map((c) => c.values[i] ?? "-"));
    const complete = state.selected.filter((i) => shown.every((c) => c.values[i] !== null));
    const others = Designs.sample(complete.filter((i) => !isFront(i)), LINES);
    const front = Designs.sample(complete.filter(isFront), LINES);
    byId("parallel-note").textContent =
      "Drag along an axis to keep a range; click the axis to let it go. The filter above does the same from the keyboard." +
      (others.length < complete.length - front.length
        ? ` Of ${number(complete.length)} designs ${number(others.length + front.length)} lines are drawn, evenly chosen; the brush acts on all.`
        : "");
    const style = (name, designs, color, width, opacity) => ({
      type: "parallel", name, data: lines(designs), silent: true, progressive: 0, inactiveOpacity: 0.03,
      activeOpacity: opacity, lineStyle: { color, width, opacity }, itemStyle: { color },
    });
    return {
      textStyle: { fontFamily: t.font },
      legend: { top: 0, left: 0, itemWidth: 14, textStyle: { color: t.text }, data: ["designs", "Pareto front"] },
      parallel: { left: 64, right: 84, top: 92, bottom: 20,
        parallelAxisDefault: { nameGap: 18, nameTextStyle: { color: t.text, fontSize: 12 },
          axisLine: { lineStyle: { color: t.muted } }, axisTick: { lineStyle: { color: t.muted } },
          areaSelectStyle: { width: 16, borderColor: t.plain, color: t.plain, opacity: 0.25 } } },
      parallelAxis: shown.map((c, dim) => ({
        dim, id: c.id, z: 10, name: titleOf(c).replace(/ \[/, "\n["), nameTextStyle: { align: "center", lineHeight: 15 },
        ...(c.isText
          ? { type: "value", min: 0, max: c.words.length - 1, minInterval: 1, interval: c.words.length > 12 ? undefined : 1,
            axisLabel: { ...label, formatter: (v) => c.words[v] ?? "" } }
          : { type: c.isLog ? "log" : "value", ...ends(c), axisLabel: { ...label, formatter: number } }),
      })),
      series: [
        style("designs", others, t.plain, 1, others.length > 500 ? 0.15 : 0.4),
        style("Pareto front", front, t.accent, 1.8, 0.9),
      ],
    };
  }

  function drawAxes() {
    state.brushes.clear();
    parallel.draw();
    select();
  }

  function addAxisBoxes() {
    const box = byId("axes").querySelector("fieldset");
    for (const c of drawable) {
      const check = element("input", { type: "checkbox", checked: state.axes.has(c) });
      check.addEventListener("change", () => {
        if (check.checked) {
          state.axes.add(c);
        } else if (state.axes.size > 2) {
          state.axes.delete(c);
        } else {
          check.checked = true;
        }
        drawAxes();
      });
      box.append(element("label", {}, check, titleOf(c)));
    }
  }

  // ---- one design

  function open(i) {
    const facts = (title, list) => (list.length === 0 ? [] : [
      element("h3", { textContent: title }),
      element("dl", { className: "pairs" }, ...list.flatMap((c) => Report.pair(titleOf(c), valueText(c, i)))),
    ]);
    const standing = Designs.STANDINGS[data.standing[i]];
    const reason = data.reasons[i];
    const commands = data.standing[i] === 3 ? [] : data.commands.map(([label, line]) =>
      Report.command(label, [line, ...data.arguments[i].map((k) => data.argumentWords[k])].join(" ")));
    const isWhole = data.breakdowns.every((b) => partsOf(b, i).length > 0);
    Report.showPanel(`Design ${data.names[i]}`,
      element("p", { className: standing, textContent: reason ? `${standing}: ${reason}` : standing }),
      ...facts("Parameters", columns.filter((c) => c.role === "parameter")),
      ...commands,
      ...facts("Results", columns.filter(isResult)),
      ...data.breakdowns.flatMap((b) => breakdown(b, i)),
      ...(isWhole || commands.length === 0 ? [] : [element("p", { className: "note",
        textContent: "The command above has this design's operators, blocks and parts of the cost." })]));
  }

  function valueText(c, i) {
    const range = c.range(i);
    return range ? `${c.text(i)} (p10 ${number(range[0])}, p90 ${number(range[1])})` : c.text(i);
  }

  const partsOf = (b, i) =>
    b.parts.map((name, k) => [name, b.values[k][i] ?? null]).filter(([, value]) => value !== null);

  function breakdown(b, i) {
    const items = partsOf(b, i);
    return items.length === 0 ? [] : [element("h3", { textContent: b.label }), Report.parts(items, b.unit)];
  }

  // ---- begin

  // Designs that break a constraint would stretch the axes beyond those to choose from.
  const firstStanding = all.some(isFeasible) ? "feasible" : "all";
  byId("standing").value = firstStanding;
  const [first, second] = objectives.length > 1 ? objectives : metrics;
  choices("scatter-x", drawable, second, () => scatter.draw());
  choices("scatter-y", drawable, first, () => scatter.draw());
  byId("scatter-colour").append(element("option", { value: "", textContent: "feasibility" }));
  choices("scatter-colour", drawable, null, () => scatter.draw());
  const scatter = chart("scatter", scatterOption);
  scatter.drawn.on("click", (p) => { if (p.value && p.value.length > 2) { open(p.value[2]); } });

  const [across, up] = [...varied].sort((a, b) => a.isText - b.isText || b.distinct - a.distinct);
  choices("heat-x", varied, across, drawHeat);
  choices("heat-y", varied, up, drawHeat);
  choices("heat-value", metrics, first, drawHeat);
  byId("heat-of").addEventListener("change", drawHeat);
  const heat = chart("heat", heatOption);
  heat.drawn.on("click", (p) => open(p.value[3]));

  addAxisBoxes();
  const parallel = chart("parallel", parallelOption);
  parallel.drawn.on("axisareaselected", (event) => {
    const column = axes().find((c) => c.id === event.parallelAxisId);
    if (event.intervals.length === 0) {
      state.brushes.delete(column);
    } else {
      state.brushes.set(column, event.intervals);
    }
    select(true);
  });
  byId("unbrush").addEventListener("click", drawAxes);

  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("input", () => select(true));
  byId("standing").addEventListener("change", () => {
    select();
    drawAxes();
  });
  byId("reset").addEventListener("click", () => {
    byId("filter").value = "";
    byId("standing").value = firstStanding;
    drawAxes();
  });
  const example = metrics[0] ? `, or comparisons such as ${metrics[0].id}<${number(metrics[0].high).replace(/,/g, "")}` : "";
  byId("filter-help").textContent = `Words to look for${example}; several together narrow it down.`;

  DesignTable.onOpen(open);
  Report.addSaveButtons();
  select();
  if (varied.length < 2) {
    byId("heat").closest("section").hidden = true;
  }
  parallel.draw();
  drawHeat();
  Report.ready();
})();
