// @ts-check
import './counter.js'
import './calls.js'

/** Opens the example that the address names: `#bank-transfer`. */
function unfold() {
  const example = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (example instanceof HTMLDetailsElement) example.open = true
}

addEventListener('hashchange', unfold)
unfold()
