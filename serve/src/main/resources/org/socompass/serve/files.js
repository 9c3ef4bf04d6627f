/** What leaves the page: templates, commands, numbers; and what comes in: models. */

import { ask, upload } from "./api.js";
import { question, state } from "./state.js";

const { byId } = Report;
const HEADER_BYTES = 48 * 1024 * 1024; // of a GGUF file the server needs the header alone

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Report.element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const csvCell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

async function saveTemplate(said) {
  const answer = await ask("template", { device: state.device, set: state.set, name: `${state.device}, changed` });
  download(`${state.device}-changed.yaml`, "application/yaml", answer.text);
  said("Saved the template.");
}

async function copyCommand(answer, said) {
  try {
    await navigator.clipboard.writeText(answer.command);
    said("Copied the command.");
  } catch {
    Report.showPanel("Command", Report.command("The same on the command line", answer.command));
  }
}

async function saveJson() {
  const [plain, more] = [await ask("metrics", question()), await ask("run", question())];
  download("socompass.json", "application/json", JSON.stringify({ question: question(), ...plain, ...more }, null, 1));
}

async function saveCsv() {
  const answer = await ask("run", question());
  const columns = ["phase", "name", "operator", "shape", "processor", "count", "each", "share", "bound", "roofline", "utilization", "bytes"];
  const header = ["phase", "name", "operator", "shape", "processor", "count", "latency_us", "share_percent", "bound_by", "roofline_us",
    "utilization_percent", "main_memory_bytes"];
  const rows = answer.phases.flatMap((p) => p.operators.map((o) => columns.map((c) => csvCell(c === "phase" ? p.id : o[c]))));
  download("operators.csv", "text/csv", [header, ...rows].map((r) => r.join(",")).join("\r\n") + "\r\n");
}

/** Connects the buttons. latest() is the answer that is shown, said() tells the person. */
export function connectFiles(latest, said, chosen) {
  const on = (id, action) => byId(id).addEventListener("click", () => action().catch((e) => said(e.message)));
  on("save-template", () => saveTemplate(said));
  on("copy-command", () => copyCommand(latest(), said));
  on("save-json", saveJson);
  on("save-csv", saveCsv);
  byId("upload").addEventListener("change", async () => {
    const file = byId("upload").files[0];
    if (!file) {
      return;
    }
    const note = byId("upload-note");
    note.classList.remove("error");
    note.textContent = "Reading …";
    try {
      const isGguf = file.name.toLowerCase().endsWith(".gguf");
      const model = await upload(file.name, isGguf ? file.slice(0, HEADER_BYTES) : file);
      note.textContent = `${model.name}: ${Report.number(model.parameters / 1e9)} billion parameters, kept in memory only.`;
      chosen(model);
    } catch (error) {
      note.textContent = error.message;
      note.classList.add("error");
    }
    byId("upload").value = "";
  });
}
