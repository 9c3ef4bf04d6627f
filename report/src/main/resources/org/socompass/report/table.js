"use strict";

/** The table of designs: sorted by any quantity, one page at a time, every row reachable by keyboard. */
const DesignTable = (() => {
  const { byId, data, element, titleOf } = Report;
  const MANY = 14; // columns from which the table shows only those that were asked for
  const isAsked = (c) => c.role === "objective" || c.role === "requested" || c.least !== undefined || c.most !== undefined;
  const isMain = (c) => c.distinct > 1 && (c.role === "parameter" || c.role === "identity" || isAsked(c));
  const name = { id: "design", label: "Design", unit: "", text: (i) => data.names[i] };
  const standing = { id: "standing", label: "Standing", unit: "", text: (i) => Designs.STANDINGS[data.standing[i]] };
  let columns = [];

  /** Chooses the columns: all, or what varies and what was asked for. */
  function choose() {
    const isAll = byId("all-columns").checked || Designs.columns.length < MANY;
    columns = [name, standing, ...Designs.columns.filter((c) => isAll || isMain(c) || isAsked(c))];
  }

  let designs = [];
  let order = []; // all designs as sorted: a brush only leaves some out
  let sorted = [];
  let sort = { column: standing, sign: 1 };
  let page = 0;
  let open = () => {};

  const isNumber = (c) => Boolean(c.values) && !c.isText;

  function compare(a, b) {
    const { column, sign } = sort;
    if (column === name) {
      return sign * (a - b);
    }
    const [p, q] = column === standing ? [data.standing[a], data.standing[b]] : [column.values[a], column.values[b]];
    if (p === null || q === null) {
      return (p === null) - (q === null) || a - b; // what is not known comes last either way
    }
    const order = column.isText ? column.text(a).localeCompare(column.text(b)) : p - q;
    return sign * order || a - b;
  }

  function arrange() {
    order = [...Designs.all].sort(compare);
  }

  function head() {
    const row = element("tr", {}, ...columns.map((c) => {
      const isSorted = c === sort.column;
      const arrow = isSorted ? (sort.sign > 0 ? " ▲" : " ▼") : "";
      const button = element("button", { type: "button" }, titleOf(c) + arrow);
      if (c.values) {
        button.append(element("small", { textContent: c.id }));
      }
      button.addEventListener("click", () => {
        sort = { column: c, sign: isSorted ? -sort.sign : c.better === "max" ? -1 : 1 };
        arrange();
        show(designs);
        head();
        byId("table").querySelectorAll("th button")[columns.indexOf(c)].focus();
      });
      return element("th", {
        scope: "col", className: isNumber(c) ? "number" : "",
        "aria-sort": isSorted ? (sort.sign > 0 ? "ascending" : "descending") : "none",
      }, button);
    }));
    byId("table").tHead.replaceChildren(row);
  }

  function row(i) {
    const line = element("tr", { tabIndex: 0, "aria-label": `Design ${data.names[i]}; Enter shows its parts` },
      ...columns.map((c) => {
        const text = c.text(i);
        const kind = c === standing ? text : "text";
        return element("td", { className: isNumber(c) ? "number" : kind, textContent: text, title: isNumber(c) ? "" : text });
      }));
    line.addEventListener("click", () => open(i));
    line.addEventListener("keydown", (event) => {
      const to = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(i);
      } else if (to) {
        event.preventDefault();
        to.focus();
      }
    });
    return line;
  }

  function draw() {
    const size = Number(byId("rows").value);
    const last = Math.max(0, Math.ceil(sorted.length / size) - 1);
    page = Math.min(Math.max(0, page), last);
    byId("table").tBodies[0].replaceChildren(...sorted.slice(page * size, (page + 1) * size).map(row));
    byId("page").textContent = `Page ${Report.number(page + 1)} of ${Report.number(last + 1)}`;
    byId("first").disabled = byId("previous").disabled = page === 0;
    byId("last").disabled = byId("next").disabled = page === last;
  }

  /** Shows designs from the first page. */
  function show(list) {
    designs = list;
    const isShown = new Uint8Array(Designs.count);
    list.forEach((i) => { isShown[i] = 1; });
    sorted = order.filter((i) => isShown[i]);
    page = 0;
    draw();
  }

  const turn = (id, to) => byId(id).addEventListener("click", () => { page = to(page); draw(); });
  turn("first", () => 0);
  turn("previous", (p) => p - 1);
  turn("next", (p) => p + 1);
  turn("last", () => Infinity);
  byId("rows").addEventListener("change", draw);
  byId("all-columns").addEventListener("change", () => {
    choose();
    head();
    draw();
  });
  byId("all-columns").closest("label").hidden = Designs.columns.length < MANY;
  choose();
  arrange();
  head();

  return { show, onOpen: (action) => { open = action; } };
})();
