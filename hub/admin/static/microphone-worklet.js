// What the microphone hears, as 16-bit samples at 16 kHz, a tenth of a second at a time.
const RATE = 16000;
const PIECE = RATE / 10;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE;
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
    // The mean of the samples that fall into one of ours: enough against what 16 kHz cannot carry of speech.
    this.sum = 0;
    this.weight = 0;
  }

  process(inputs) {
    for (const sample of inputs[0]?.[0] ?? []) this.take(sample);
    return true;
  }

  take(sample) {
    let left = 1;
    while (this.weight + left >= this.step) {
      const part = this.step - this.weight;
      this.put((this.sum + sample * part) / this.step);
      left -= part;
      this.sum = 0;
      this.weight = 0;
    }
    this.sum += sample * left;
    this.weight += left;
  }

  put(value) {
    this.piece[this.filled] = Math.max(-1, Math.min(1, value)) * 32767;
    this.filled += 1;
    if (this.filled < PIECE) return;
    this.port.postMessage(this.piece.buffer, [this.piece.buffer]);
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
  }
}

registerProcessor("microphone", Microphone);
