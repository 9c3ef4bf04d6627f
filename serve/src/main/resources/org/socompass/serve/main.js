/** The page: choices in, numbers out. One question is under way at a time; the latest choice is asked next. */

import { ask, lists } from "./api.js";
import { drawCharts, drawMore, onPhase } from "./charts.js";
import { addCompared, drawCompare } from "./compare.js";
import { forgetDoubles } from "./doubles.js";
import { connectFiles } from "./files.js";
import { drawModel } from "./model.js";
import { clearRefusals, loadFields, refuse } from "./parameters.js";
import { keep, question, reread, setField, state } from "./state.js";
import "./sweeps.js";
import { addIntervals, drawTiles } from "./tiles.js";

const { byId, element } = Report;
const PICKERS = ["quantization", "engine"];
const NUMBERS = ["prompt", "output", "batch"];
const MORE_MILLIS = 150;
let latest = null;
let isAsking = false;
let isWaiting = false;
let lastPath = "";
let moreTimer = 0;
let asked = 0;

const say = (text) => {
  byId("status").textContent = text;
};

function showError(error) {
  const message = error.message;
  document.body.classList.add("is-stale");
  byId("undo").disabled = state.set.length === 0;
  const isAtNumber = NUMBERS.includes(error.path);
  NUMBERS.forEach((id) => byId(id).setAttribute("aria-invalid", String(error.path === id)));
  const path = error.path || lastPath;
  if (isAtNumber || !path || !refuse(path, message)) {
    byId(lastPath && state.set.some((o) => o.startsWith(lastPath + "=")) ? "other-error" : "what-error").textContent = message;
  }
  say(message);
}

function clearErrors() {
  document.body.classList.remove("is-stale");
  NUMBERS.forEach((id) => byId(id).removeAttribute("aria-invalid"));
  byId("what-error").textContent = "";
  byId("other-error").textContent = "";
  clearRefusals();
}

/** Says what the numbers are of, on paper too, where the choices are not. */
function subject(answer) {
  const { quantization, prompt, output, batch, set } = state;
  return [answer.title, quantization || "quantization of the file", `prompt ${prompt}`, `output ${output}`,
    ...(batch === "1" ? [] : [`batch ${batch}`]), ...set].join(", ");
}

function show(answer) {
  latest = answer;
  clearErrors();
  byId("subject").textContent = subject(answer);
  drawTiles(answer, lastPath);
  drawCharts(answer);
  drawModel(answer);
  drawCompare(answer);
  byId("warnings").replaceChildren(...answer.warnings.map((w) => element("p", { className: "warning", textContent: w })));
  byId("undo").disabled = state.set.length === 0;
}

/** Tells tests and people who measure when a change is on the screen. */
function painted(from) {
  requestAnimationFrame(() => setTimeout(() => {
    performance.measure("change", { start: from, end: performance.now() });
    document.documentElement.dataset.changes = String(++asked);
  }));
}

async function more() {
  const mine = asked;
  try {
    const answer = await ask("more", question());
    if (mine === asked) {
      addIntervals(answer.intervals);
      addCompared(answer.intervals);
      drawMore(answer);
      document.documentElement.dataset.more = String(mine);
    }
  } catch (error) {
    say(error.message);
  }
}

async function update(from = performance.now()) {
  keep();
  clearTimeout(moreTimer);
  if (isAsking) {
    isWaiting = true;
    return;
  }
  isAsking = true;
  try {
    do {
      isWaiting = false;
      forgetDoubles();
      try {
        show(await ask("run", question()));
        say("Numbers are up to date.");
      } catch (error) {
        showError(error);
      }
    } while (isWaiting);
  } finally {
    isAsking = false;
  }
  painted(from);
  if (!document.body.classList.contains("is-stale")) {
    moreTimer = setTimeout(more, MORE_MILLIS);
  }
}

const changed = (path) => {
  lastPath = path;
  update();
};

async function newDevice() {
  try {
    await loadFields(changed);
  } catch (error) {
    showError(error);
  }
}

function options(id, names) {
  byId(id).replaceChildren(...names.map((n) => element("option", { value: n, textContent: n || "as the file says" })));
}

function fill() {
  byId("device").value = state.device;
  byId("model").value = state.model;
  [...PICKERS, ...NUMBERS].forEach((id) => {
    byId(id).value = state[id];
  });
}

function addModel(model) {
  byId("models").prepend(element("option", { value: model.id, textContent: `${model.file}, uploaded` }));
}

async function begin() {
  const all = await lists();
  byId("devices").replaceChildren(...all.devices.map(([id, name]) => element("option", { value: id, textContent: name })));
  byId("models").replaceChildren(...all.models.map((id) => element("option", { value: id })));
  all.uploads.forEach(addModel);
  options("quantization", ["", ...all.quantizations]);
  options("engine", all.engines);
  fill();
  if (matchMedia("(max-width: 900px)").matches) {
    byId("parameters-card").open = false;
  }
  byId("device").addEventListener("change", async () => {
    state.device = byId("device").value.trim();
    state.set = [];
    lastPath = "";
    if (all.devices.some(([id]) => id === state.device)) {
      await newDevice();
    }
    update();
  });
  for (const id of ["model", ...PICKERS, ...NUMBERS]) {
    byId(id).addEventListener("change", () => {
      state[id] = byId(id).value.trim();
      lastPath = "";
      update();
    });
  }
  byId("undo").addEventListener("click", async () => {
    state.set = [];
    await newDevice();
    update();
  });
  byId("add-other").addEventListener("click", () => {
    const [, path, value] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(byId("other").value) ?? [];
    if (!path) {
      byId("other-error").textContent = "Write PATH=VALUE, as memory.channels=8.";
      return;
    }
    setField(path, value);
    lastPath = path;
    update().then(() => !document.body.classList.contains("is-stale") && newDevice());
  });
  addEventListener("hashchange", async () => {
    reread();
    fill();
    await newDevice();
    update();
  });
  onPhase(() => drawModel(latest));
  connectFiles(() => latest, say, (model) => {
    addModel(model);
    state.model = model.id;
    state.quantization = model.storage ? "" : state.quantization;
    fill();
    update();
  });
  Report.addSaveButtons();
  await newDevice();
  await update();
  Report.ready();
}

begin().catch((error) => {
  showError(error);
  Report.ready();
});

