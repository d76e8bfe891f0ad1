// @ts-check
/** Escape gives the keys back to the page around: slides and books turn their pages with keys, and a frame keeps them from
 * its first click on. */

export function giveKeysBack() {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Asked after everybody else: what closed something with this key has used it up.
    setTimeout(() => {
      if (!event.defaultPrevented) parent.focus();
    });
  });
}
