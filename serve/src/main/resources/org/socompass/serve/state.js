/** The design and the inference, kept in the fragment of the address: it can be shared and gone back to. */

const DEFAULTS = {
  device: "snapdragon-8-gen-3", model: "llama-3-8b", quantization: "w4a16", engine: "auto",
  prompt: "512", output: "128", batch: "1", set: [], with: [],
};

const LISTS = ["set", "with"];
export const state = read();

function read() {
  const found = { ...DEFAULTS, set: [], with: [] };
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    if (LISTS.includes(key)) {
      found[key].push(value);
    } else if (key in DEFAULTS) {
      found[key] = value;
    }
  }
  return found;
}

/** Returns the question that the design is; without a quantization, what the file of the model says holds. */
export function question() {
  const { device, model, quantization, engine, prompt, output, batch, set } = state;
  return { device, model, ...(quantization && { quantization }), engine, prompt, output, batch, set: [...set] };
}

/** Writes the state to the address. */
export function keep() {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (LISTS.includes(key)) {
      value.forEach((item) => words.append(key, item));
    } else if (value !== DEFAULTS[key] || key === "device" || key === "model") {
      words.set(key, value);
    }
  }
  history.replaceState(null, "", "#" + words);
}

/** Reads the state anew after the address changed. */
export function reread() {
  Object.assign(state, read());
}

const pathOf = (override) => override.slice(0, override.indexOf("="));

/** Returns the value that a field was set to, if it was. */
export function valueOf(path) {
  const found = state.set.find((o) => pathOf(o) === path);
  return found && found.slice(path.length + 1);
}

/** Sets a field, or takes it back if the value is undefined. */
export function setField(path, value) {
  const at = state.set.findIndex((o) => pathOf(o) === path);
  const override = `${path}=${value}`;
  if (value === undefined) {
    if (at >= 0) {
      state.set.splice(at, 1);
    }
  } else if (at >= 0) {
    state.set[at] = override;
  } else {
    state.set.push(override);
  }
}
