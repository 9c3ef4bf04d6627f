/** Questions to the server that sent this page. An answer that is an error is thrown with its field. */

export class Refusal extends Error {
  constructor(message, path) {
    super(message);
    this.path = path;
  }
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) {
    throw new Refusal(body.error, body.path);
  }
  return body;
}

export async function ask(question, body) {
  let response;
  try {
    response = await fetch(question, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal("socompass serve does not answer; is it still running?", "");
  }
  return answer(response);
}

export async function lists() {
  return answer(await fetch("lists"));
}

export async function upload(name, bytes) {
  return answer(await fetch(`upload?name=${encodeURIComponent(name)}`, { method: "POST", body: bytes }));
}
