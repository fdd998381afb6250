// What requests are made of, as the Messages format has it when it reaches the provider.

/** A red dot. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n').toString('base64');

export const PICTURE = 'https://example.test/a.png';

export const SOURCES = {
  png: { type: 'base64', media_type: 'image/png', data: PNG },
  picture: { type: 'url', url: PICTURE },
  pdf: { type: 'base64', media_type: 'application/pdf', data: PDF },
};

const TURNS = 256;
const TURN_BYTES = 4096;

/** More than 1 MiB of turns, user and assistant by turns; no two are alike. */
export function longHistory() {
  const filler = 'Grüße 🦀 — "quoted" \\ back\nline. ';
  const text = (turn) => `turn ${turn} `.padEnd(TURN_BYTES, filler);
  return Array.from({ length: TURNS }, (_, turn) => ({
    role: turn % 2 ? 'assistant' : 'user',
    content: `${text(turn)} end ${turn}`,
  }));
}

/** The texts of a body of the Messages format, turn by turn, in the shape of `longHistory`. */
export function turnsOf(body) {
  return body.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : content.map((block) => block.text).join(''),
  }));
}
