"use strict";

/** What pages share: data, text, numbers, colours, charts and the panel. Text from data is never markup. */
const Report = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);

  /** Returns an element; properties whose name has a dash or is "role" or "scope" are attributes. */
  function element(name, properties, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key.includes("-") || key === "role" || key === "scope") {
        node.setAttribute(key, value);
      } else {
        node[key] = value;
      }
    }
    node.append(...children);
    return node;
  }

  /** Returns a number for people: about four digits, thousands separated. */
  function number(value) {
    if (value === null || value === undefined) {
      return "–";
    }
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e10 || size < 1e-4)) {
      return value.toExponential(2);
    }
    const digits = size >= 1000 || value === Math.round(value) ? 0 : Math.max(0, 3 - Math.floor(Math.log10(size)));
    return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(digits, 8) });
  }

  const titleOf = (column) => (column.unit ? `${column.label} [${column.unit}]` : column.label);

  /** Colours of the theme in use. */
  function theme() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    return {
      text: colour("text"), muted: colour("muted"), line: colour("line"), grid: colour("grid"),
      card: colour("card"), plain: colour("plain"), accent: colour("accent"), faint: colour("faint"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  const { categories, shades } = data;

  /** Returns the colour of each name: that of its meaning, or the next of the categories. */
  function colours(names) {
    let next = 0;
    return names.map((name) => data.meanings[name] ?? data.classes[name] ?? categories[next++ % categories.length]);
  }

  const charts = new Map();

  /**
   * Makes a chart of an element; option() is asked again whenever the theme or the data change, and where places
   * depend on the size of the element, whenever that does.
   */
  function chart(id, option, isSized = false) {
    const box = byId(id);
    const drawn = echarts.init(box, null, { renderer: "canvas" });
    const entry = {
      drawn,
      option,
      isSized,
      isDrawn: false,
      draw(whole = true) {
        entry.isDrawn = true;
        drawn.setOption({ animation: false, ...option() }, whole ? { notMerge: true } : { replaceMerge: ["series"] });
      },
    };
    charts.set(id, entry);
    new ResizeObserver(() => fit(entry)).observe(box);
    return entry;
  }

  /** Makes a chart as large as its element. */
  function fit(entry) {
    entry.drawn.resize();
    if (entry.isSized && entry.isDrawn) {
      entry.draw();
    }
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawAll = () => charts.forEach((c) => c.isDrawn && c.draw());
  dark.addEventListener("change", drawAll);

  /** Paper is light and narrow, whatever the screen is. */
  function print(isPrinting) {
    document.documentElement.classList.toggle("printing", isPrinting);
    charts.forEach(fit);
    if (dark.matches) {
      drawAll();
    }
  }

  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));

  function save(name, url) {
    const link = element("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }

  /** Returns a chart as SVG text, drawn anew so that it does not depend on the screen. */
  function svg(id) {
    const { drawn, option } = charts.get(id);
    const paper = echarts.init(null, null, {
      renderer: "svg", ssr: true, width: drawn.getWidth(), height: drawn.getHeight(),
    });
    paper.setOption({ animation: false, backgroundColor: theme().card, ...option() });
    const text = paper.renderToSVGString();
    paper.dispose();
    return text;
  }

  /** Puts the buttons that save a chart where the page wants them. */
  function addSaveButtons() {
    for (const place of document.querySelectorAll(".save")) {
      const id = place.dataset.chart;
      const button = (kind, run) =>
        element("button", { type: "button", textContent: kind, onclick: run, "aria-label": `Save this chart as ${kind}` });
      place.append(
        button("SVG", () => {
          const url = URL.createObjectURL(new Blob([svg(id)], { type: "image/svg+xml" }));
          save(id + ".svg", url);
          setTimeout(() => URL.revokeObjectURL(url), 10000);
        }),
        button("PNG", () =>
          save(id + ".png", charts.get(id).drawn.getDataURL({ pixelRatio: 2, backgroundColor: theme().card }))),
      );
    }
  }

  /** A term and what it is, for a list of definitions. */
  const pair = (term, value) => [element("dt", { textContent: term }), element("dd", { textContent: value })];

  /** Bars of the parts of a whole; parts are [name, value]. */
  function parts(items, unit) {
    const most = Math.max(...items.map(([, value]) => value), 0) || 1;
    const box = element("div", { className: "parts" });
    for (const [name, value] of items) {
      const fill = element("span", { className: "fill" });
      fill.style.background = data.meanings[name] ?? "var(--faint)";
      fill.style.width = `${(100 * value) / most}%`;
      box.append(
        element("span", { className: "name", textContent: name }),
        element("span", { className: "track" }, fill),
        element("span", { className: "value", textContent: `${number(value)} ${unit}` }),
      );
    }
    return box;
  }

  /** A command line with a button that copies it. */
  function command(label, line) {
    const text = element("pre", { textContent: line, tabIndex: 0, "aria-label": `Command: ${label}` });
    const said = element("span", { className: "note", role: "status" });
    const copy = element("button", { type: "button", textContent: "Copy", "aria-label": `Copy the command: ${label}` });
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(line);
        said.textContent = " Copied.";
      } catch {
        getSelection().selectAllChildren(text);
        said.textContent = document.execCommand("copy") ? " Copied." : " Selected: press Ctrl+C.";
      }
    });
    return element("div", {}, element("h3", { textContent: label }), text, copy, said);
  }

  /** Shows the panel; the browser keeps the focus in it, and Escape closes it. */
  function showPanel(title, ...content) {
    byId("panel-title").textContent = title;
    byId("panel-body").replaceChildren(...content);
    const panel = byId("panel");
    if (!panel.open) {
      panel.showModal();
    }
    panel.scrollTop = 0;
    byId("panel-close").focus();
  }

  byId("panel-close").addEventListener("click", () => byId("panel").close());
  byId("panel").addEventListener("click", (event) => {
    if (event.target === byId("panel")) {
      byId("panel").close();
    }
  });

  byId("title").textContent = data.title;
  for (const [label, value] of data.facts) {
    byId("facts").append(element("div", {}, ...pair(label, value)));
  }

  /** Tells when the first view is complete; tests and people who measure read the mark. */
  function ready() {
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark("report-ready");
      document.documentElement.dataset.ready = "true";
    }));
  }

  return {
    addSaveButtons, byId, categories, chart, colours, command, data, element, number, pair, parts, ready, shades,
    showPanel, svg, theme, titleOf,
  };
})();
