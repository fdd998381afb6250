/** Says something to those who hear the window. @param {string} words */
export function announce(words) {
  const place = document.querySelector("#announce");
  if (!place) return;
  // The same words twice are two messages.
  place.textContent = "";
  setTimeout(() => (place.textContent = words), 30);
}
