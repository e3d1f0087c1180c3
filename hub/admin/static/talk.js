// Sends a sentence without loading the whole page anew.
import { changed } from "./live.js";

const form = document.getElementById("say");
const chat = document.getElementById("chat");
const field = form.elements.text;
const heard = document.getElementById("heard");

function toTheEnd() {
  chat.scrollTop = chat.scrollHeight;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sentence = field.value;
  if (!sentence.trim()) return;
  const body = new URLSearchParams(new FormData(form));
  field.value = "";
  heard.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(form.action).pathname) {
      // Logged out, or too much at once: the whole page says what to do.
      field.value = sentence;
      form.submit();
      return;
    }
    changed("turn");
  } catch {
    field.value ||= sentence;
    heard.textContent = "The hub does not answer. Your sentence is still here: try again.";
  }
  field.focus();
});
chat.addEventListener("refreshed", toTheEnd);
toTheEnd();
