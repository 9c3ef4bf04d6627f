/** Sliders and fields of the template, made of what the server says of its schema. */

import { ask } from "./api.js";
import { setField, state, valueOf } from "./state.js";

const { byId, element } = Report;
const STEPS = 400;
const fields = new Map();
let changed = () => {};

/** Returns a number as a field writes it: up to five digits, no exponent. */
function written(value) {
  const size = Math.abs(value);
  if (size === 0) {
    return "0";
  }
  const digits = Math.max(0, 4 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(12, digits))));
}

/** Places of a slider are even in the logarithm where the range is wide, else in the value. */
function scale(field) {
  const isLog = field.low > 0 && field.high / field.low > 4;
  const from = isLog ? Math.log(field.low) : field.low;
  const to = isLog ? Math.log(field.high) : field.high;
  return {
    value: (place) => {
      const v = from + ((to - from) * place) / STEPS;
      const plain = isLog ? Math.exp(v) : v;
      return field.isWhole ? Math.round(plain) : plain;
    },
    place: (value) => Math.round((STEPS * ((isLog ? Math.log(Math.max(value, field.low)) : value) - from)) / (to - from)),
  };
}

const withUnit = (field, value) => (field.unit ? `${written(value)} ${field.unit}` : written(value));

function show(field, message) {
  const parts = fields.get(field.path);
  parts.error.textContent = message;
  parts.input.setAttribute("aria-invalid", String(message !== ""));
}

/** Marks a field as changed or not, and offers to take the change back. */
function mark(field) {
  const parts = fields.get(field.path);
  const isSet = valueOf(field.path) !== undefined;
  parts.name.classList.toggle("is-set", isSet);
  parts.reset.hidden = !isSet;
}

function set(field, text) {
  setField(field.path, text === field.shipped ? undefined : text);
  show(field, "");
  mark(field);
  changed(field.path);
}

function row(field) {
  const id = "f-" + field.path.replace(/\W/g, "-");
  const name = element("label", { className: "name", htmlFor: id, textContent: field.label, title: field.path });
  const input = field.kind === "choice"
    ? element("select", { id }, ...field.words.map((w) => element("option", { value: w, textContent: w, selected: w === field.value })))
    : element("input", { id, type: "text", value: field.value, autocomplete: "off", spellcheck: false });
  const error = element("div", { className: "error", role: "alert", id: id + "-error" });
  input.setAttribute("aria-describedby", `${id}-about ${id}-error`);
  input.setAttribute("data-path", field.path);
  const reset = element("button", { type: "button", className: "reset", textContent: `back to ${field.shipped}`, hidden: true });
  const about = [field.meaning, field.range, field.source && field.value === field.shipped && `source: ${field.source}`].filter(Boolean).join("; ");
  const box = element("div", { className: "field", "data-words": `${field.path} ${field.meaning ?? ""}`.toLowerCase() },
    element("div", { className: "line" }, name, input));
  let slider = null;
  if (field.low !== undefined) {
    const at = scale(field);
    slider = element("input", { type: "range", min: 0, max: STEPS, step: 1, value: at.place(field.number),
      "aria-label": `${field.path}, slider`, "data-slider": field.path });
    slider.addEventListener("input", () => {
      input.value = withUnit(field, at.value(Number(slider.value)));
      slider.setAttribute("aria-valuetext", input.value);
      set(field, input.value);
    });
    slider.setAttribute("aria-valuetext", field.value);
    box.append(slider);
  }
  const follow = () => {
    const value = Number.parseFloat(input.value);
    if (slider && Number.isFinite(value)) {
      slider.value = scale(field).place(value);
    }
  };
  input.addEventListener("change", () => {
    follow();
    set(field, input.value.trim());
  });
  reset.addEventListener("click", () => {
    input.value = field.shipped;
    follow();
    set(field, field.shipped);
    input.focus();
  });
  box.append(element("div", { className: "about", id: id + "-about" }, about, " ", reset), error);
  fields.set(field.path, { input, error, name, reset, field });
  return box;
}

function group(item, isOpen) {
  const plain = item.fields.filter((f) => !f.isDeep);
  const deep = item.fields.filter((f) => f.isDeep);
  const box = element("details", { className: "group", open: isOpen },
    element("summary", {}, item.title, " ", element("span", { className: "count", textContent: `${item.fields.length}` })),
    ...plain.map(row));
  if (deep.length > 0) {
    box.append(element("details", {}, element("summary", { textContent: `Kernels, energy, steps of clocks (${deep.length})` }),
      ...deep.map(row)));
  }
  return box;
}

const OPEN = ["memory"];

/** Asks for the fields of the device and shows them; keeps which groups are open. */
export async function loadFields(onChange) {
  changed = onChange;
  const answer = await ask("fields", { device: state.device, set: state.set });
  fields.clear();
  const place = byId("parameters");
  const open = new Set([...place.querySelectorAll(".group[open]")].map((g) => g.dataset.group));
  place.replaceChildren(...answer.groups.map((g) => {
    const box = group(g, open.size > 0 ? open.has(g.id) : OPEN.includes(g.id));
    box.dataset.group = g.id;
    return box;
  }));
  fields.forEach(({ field }) => mark(field));
  find();
}

/** Shows the message at the field that it is about; returns whether there is one. */
export function refuse(path, message) {
  const parts = fields.get(path);
  if (!parts) {
    return false;
  }
  for (let box = parts.input.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
  show(parts.field, message);
  return true;
}

export function clearRefusals() {
  fields.forEach(({ field, error }) => {
    if (error.textContent) {
      show(field, "");
    }
  });
}

/** Shows the fields whose path or meaning has all words that are looked for. */
function find() {
  const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const box of document.querySelectorAll("#parameters .field")) {
    box.hidden = !words.every((w) => box.dataset.words.includes(w));
  }
  for (const box of document.querySelectorAll("#parameters details")) {
    const any = box.querySelector(".field:not([hidden])") !== null;
    box.hidden = !any;
    if (words.length > 0 && any) {
      box.open = true;
    }
  }
}

byId("find").addEventListener("input", find);
