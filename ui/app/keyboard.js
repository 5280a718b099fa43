// Single-key shortcuts. They rest while a person types, and work under a Korean input method as well.
import { useEffect, useRef } from './view.js';

/**
 * The key that was meant: with a Korean input method the key `j` reports `ㅓ`, but its place is still KeyJ.
 * @param {KeyboardEvent} event
 */
export function meant(event) {
  if (event.key.length === 1 && event.key > '~') {
    if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
    if (event.code === 'Slash') return event.shiftKey ? '?' : '/';
  }
  return event.key;
}

/** @param {EventTarget | null} target */
export const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/**
 * @param {Record<string, (event: KeyboardEvent) => void>} keys by the name of the key
 */
export function useKeys(keys) {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
      const act = current.current[meant(event)];
      // Enter and space belong to the button or link that has the focus.
      const focused = document.activeElement;
      if (!act || (event.key === 'Enter' && focused?.closest('a, button, summary'))) return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
