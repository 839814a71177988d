// The page's own server.

/** What went wrong, in words for a person. */
export class Problem extends Error {}

async function answer(promise) {
  let response;
  try {
    response = await promise;
  } catch {
    throw new Problem("The playground cannot be reached. Is it still running?");
  }
  const text = await response.text();
  let body = {};
  try {
    body = JSON.parse(text);
  } catch { /* a refusal in plain text */ }
  if (!response.ok) throw new Problem(body.error ?? (text.slice(0, 200) || `refused with status ${response.status}`));
  return body;
}

/** Looks. */
export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return answer(fetch(`/play/${path}?${new URLSearchParams(given)}`));
}

/** Does. */
export function post(path, body) {
  return answer(fetch(`/play/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Calls `hear` with everything that happens, and `state` with whether the line is open. Comes back by itself. */
export function listen(hear, state) {
  let wait = 250;
  const open = () => {
    const socket = new WebSocket(`ws://${location.host}/play/events`);
    socket.onopen = () => {
      wait = 250;
      state(true);
    };
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = () => {
      state(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 4000);
    };
  };
  open();
}
