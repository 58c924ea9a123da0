import { escapeHtml } from '../../../shared/html'

const token =
  /(?<comment>\/\*[\s\S]*?\*\/|\/\/.*)|(?<string>'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<keyword>\b(?:as|async|await|case|catch|const|default|else|export|false|for|from|function|if|import|in|interface|let|new|null|of|return|satisfies|switch|this|throw|true|try|type|typeof|undefined|void|while)\b)/g

/** TypeScript as HTML, with its comments, strings and keywords told apart. */
export function highlight(source: string): string {
  let html = ''
  let end = 0
  for (const match of source.matchAll(token)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? []
    html += `${escapeHtml(source.slice(end, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`
    end = match.index + match[0].length
  }
  return html + escapeHtml(source.slice(end))
}
