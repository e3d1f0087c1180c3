// Keeps an open page up to date. An element with an id and data-live="turn learned …" is fetched anew when one of those
// events happens; after sleep or a lost network everything is. Without script the page is simply as old as its loading.
const prefix = document.body.dataset.prefix;
const waiting = new Set();
let timer = 0;
let fetching = false;

async function refresh() {
  if (fetching) { schedule(); return; }
  fetching = true;
  const names = new Set(waiting);
  waiting.clear();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live][id]")) {
      if (!old.dataset.live.split(" ").some((name) => names.has(name))) continue;
      const now = fresh.getElementById(old.id);
      // What somebody is using just now is left in their hands.
      if (!now || old.contains(document.activeElement) || old.innerHTML === now.innerHTML) continue;
      old.replaceChildren(...document.adoptNode(now).childNodes);
      old.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
    }
  } catch {
    // The network is away: the stream says so too, and tells when it is back.
  } finally {
    fetching = false;
  }
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(refresh, 150);
}

export function changed(...names) {
  for (const name of names) waiting.add(name);
  schedule();
}

const NAMES = ["hello", "turn", "not_understood", "lesson_offered", "learned", "question", "health", "states"];
let stream;
let again = 1000;

function connect() {
  stream = new EventSource(`${prefix}/live`);
  for (const name of NAMES) stream.addEventListener(name, () => changed(name));
  let wasOpen = false;
  stream.addEventListener("open", () => {
    if (wasOpen) changed(...NAMES);
    wasOpen = true;
    again = 1000;
  });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => { connect(); changed(...NAMES); }, again);
    again = Math.min(again * 2, 30000);
  });
}

// A page that answers a form has no address of its own to be fetched from, and what it shows was just made.
if (document.querySelector("[data-live]") && !("still" in document.body.dataset)) {
  connect();
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { connect(); changed(...NAMES); } });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) changed(...NAMES); });
}
