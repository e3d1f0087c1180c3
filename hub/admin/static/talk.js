// Sends a sentence without loading the whole page anew.
import { changed } from "./live.js";

const form = document.getElementById("say");
const chat = document.getElementById("chat");
const field = form.elements.text;

function toTheEnd() {
  chat.scrollTop = chat.scrollHeight;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!field.value.trim()) return;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || new URL(answer.url).pathname !== new URL(form.action).pathname) {
      form.submit();
      return;
    }
    field.value = "";
    changed("turn");
  } catch {
    document.getElementById("heard").textContent = "The hub does not answer. Your sentence is still here: try again.";
  } finally {
    button.disabled = false;
    field.focus();
  }
});
chat.addEventListener("refreshed", toTheEnd);
toTheEnd();
