import type { Model, Source } from '../model.ts'
import { comment, quoted } from './text.ts'

/** The function that reads from a request which event it is. */
export function eventTypeText({ events, recognition }: Model): string {
  const { sources } = recognition
  const [first, ...others] = sources
  const head = 'func EventTypeOf(header http.Header, body []byte) EventType {\n'
  if (!first) {
    const [single] = events
    const isSole = events.length === 1 && single !== undefined
    const doc = isSole
      ? 'knows of only one event.'
      : 'finds nothing, since requests do not tell their event type: see Only of Options.'
    return `// EventTypeOf ${doc}\n${head}\treturn ${isSole ? quoted(single.type) : '""'}\n}\n`
  }
  const doc = comment(
    '',
    `EventTypeOf reads the event type that a request tells: ${sources.map(phrase).join(', or ')}.`,
  )
  if (others.length === 0) return `${doc}${head}\treturn EventType(${sourceText(first)})\n}\n`
  return `${doc}${head}	told := []string{
${sources.map((source) => `\t\t${sourceText(source)},\n`).join('')}	}
	found := ""
	for _, text := range told {
		switch EventType(text) {
		case ${events.map(({ type }) => quoted(type)).join(',\n\t\t\t')}:
			return EventType(text)
		}
		if found == "" {
			found = text
		}
	}
	return EventType(found)
}
`
}

function phrase(source: Source): string {
  return source.in === 'header' ? `the header ${source.name}` : `/${source.path.join('/')} of the body`
}

function sourceText(source: Source): string {
  if (source.in === 'header') return `header.Get(${quoted(source.name)})`
  return `textAt(decoded(body), ${source.path.map(quoted).join(', ')})`
}

/** What finds texts in a body; `*` in a path is any item of a list. */
export function textAtText({ recognition }: Model): string {
  const hasList = recognition.sources.some((source) => source.in === 'body' && source.path.includes('*'))
  const list = `	if list, isList := value.([]any); isList && path[0] == "*" {
		// One request has one event type: items that tell several tell none.
		told := ""
		for at, item := range list {
			text := textAt(item, path[1:]...)
			if at > 0 && text != told {
				return ""
			}
			told = text
		}
		return told
	}
`
  return `// decoded is a body as json has it, nil where it is not JSON.
func decoded(data []byte) any {
	var value any
	if json.Unmarshal(data, &value) != nil {
		return nil
	}
	return value
}

// textAt is the text below a value, empty where there is none.
func textAt(value any, path ...string) string {
	if len(path) == 0 {
		text, _ := value.(string)
		return text
	}
${hasList ? list : ''}	if object, isObject := value.(map[string]any); isObject {
		return textAt(object[path[0]], path[1:]...)
	}
	return ""
}
`
}
