// What elements and views are made of.

export { call } from "../commands.js";
export { h } from "../render.js";
export { cardOf, read, state } from "../state.js";
export { S } from "../strings.js";
export { ask } from "./ask-dialog.js";
export * from "./controls.js";
export { announce, define, DrawnElement } from "./drawn-element.js";
