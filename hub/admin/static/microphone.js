// Talk by microphone: hold the button, or tap it to begin and again to end. The microphone is open only meanwhile.
import { changed } from "./live.js";

const button = document.getElementById("microphone");
const heard = document.getElementById("heard");
const area = document.getElementById("say").elements.area;
const TAP_MS = 400;

let socket = null;
let room = null;
let recording = null;
let playing = null;
let pressedAt = 0;

function tell(text) {
  heard.textContent = text;
}

function connect() {
  if (socket?.readyState === WebSocket.OPEN && room === area.value) return Promise.resolve(socket);
  socket?.close();
  room = area.value;
  const url = new URL(button.dataset.address, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const opened = new WebSocket(url);
  opened.binaryType = "arraybuffer";
  socket = opened;
  return new Promise((ready, failed) => {
    opened.addEventListener("open", () => opened.send(JSON.stringify({ type: "hello", ...(room ? { area: room } : {}) })));
    opened.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return play(event.data);
      const message = JSON.parse(event.data);
      if (message.type === "ready") ready(opened);
      else take(message);
    });
    opened.addEventListener("close", (event) => {
      if (socket === opened) {
        socket = null;
        end();
        if (event.reason) tell(`The hub does not listen: ${event.reason}.`);
      }
      failed(new Error("closed"));
    });
  });
}

function take(message) {
  switch (message.type) {
    case "partial":
      tell(message.text);
      break;
    case "transcript":
      tell(message.text ? `Heard: ${message.text}` : "Nothing was heard. Say it again, a little closer.");
      break;
    case "response":
      changed("turn");
      break;
    case "speech":
      playing = { context: new AudioContext(), rate: message.rate, until: 0 };
      break;
    case "error":
      tell(message.detail);
      break;
  }
}

function play(samples) {
  if (!playing) return;
  const { context, rate } = playing;
  const values = Float32Array.from(new Int16Array(samples), (value) => value / 32768);
  if (!values.length) return;
  const buffer = context.createBuffer(1, values.length, rate);
  buffer.copyToChannel(values, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  playing.until = Math.max(playing.until, context.currentTime);
  source.start(playing.until);
  playing.until += buffer.duration;
}

function hush() {
  playing?.context.close();
  playing = null;
}

async function open(stream) {
  // At 16 kHz where the browser can do that; Firefox takes sound only at its own rate, and the worklet makes it ours.
  for (const options of [{ sampleRate: 16000 }, {}]) {
    const context = new AudioContext(options);
    try {
      await context.audioWorklet.addModule(new URL("microphone-worklet.js", import.meta.url));
      const source = context.createMediaStreamSource(stream);
      const worklet = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
      source.connect(worklet);
      return { context, worklet };
    } catch (error) {
      await context.close();
      if (!options.sampleRate) throw error;
    }
  }
  throw new Error("no sound");
}

async function begin() {
  if (recording) return;
  hush();
  const mine = { stream: null, context: null, isOver: false };
  recording = mine;
  button.setAttribute("aria-pressed", "true");
  tell("One moment …");
  try {
    mine.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const line = await connect();
    const { context, worklet } = await open(mine.stream);
    mine.context = context;
    if (mine.isOver) return close(mine);
    line.send(JSON.stringify({ type: "start" }));
    mine.line = line;
    worklet.port.onmessage = ({ data }) => {
      if (line.readyState === WebSocket.OPEN) line.send(data);
    };
    tell("Speak now.");
  } catch (error) {
    if (recording === mine) end();
    close(mine);
    if (error.name === "NotAllowedError") tell("The browser keeps the microphone closed. Allow it for this page.");
    else if (error.name === "NotFoundError") tell("There is no microphone here.");
    else if (!heard.textContent.startsWith("The hub does not listen")) tell("The hub does not answer. Try again.");
  }
}

function end() {
  const mine = recording;
  if (!mine) return;
  recording = null;
  mine.isOver = true;
  button.setAttribute("aria-pressed", "false");
  if (!mine.line) return;
  // What is still on its way from the microphone belongs to the sentence.
  setTimeout(() => {
    close(mine);
    if (mine.line.readyState === WebSocket.OPEN) mine.line.send(JSON.stringify({ type: "stop" }));
  }, 250);
}

function close(mine) {
  for (const track of mine.stream?.getTracks() ?? []) track.stop();
  if (mine.context?.state !== "closed") mine.context?.close();
}

button.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  button.setPointerCapture(event.pointerId);
  pressedAt = recording ? 0 : performance.now();
  if (!recording) begin();
});
button.addEventListener("pointerup", () => {
  // A tap leaves it open until the next one.
  if (pressedAt === 0 || performance.now() - pressedAt > TAP_MS) end();
});
button.addEventListener("pointercancel", end);
button.addEventListener("click", (event) => {
  // By keyboard, or by whoever reads the screen aloud.
  if (event.detail !== 0) return;
  if (recording) end();
  else begin();
});
button.addEventListener("contextmenu", (event) => event.preventDefault());
document.addEventListener("visibilitychange", () => { if (document.hidden) end(); });
addEventListener("pagehide", () => { end(); hush(); socket?.close(); });

if (navigator.mediaDevices && "AudioWorkletNode" in window) {
  button.hidden = false;
} else if (!isSecureContext) {
  tell("The microphone works where the hub is opened by https, or on its own machine.");
}
