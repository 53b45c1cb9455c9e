import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AST } from 'svelte/compiler'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { root, sourceFiles } from './source-files.ts'

/** Attributes whose value a person reads or hears. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'placeholder',
  'title',
])
const hasLetters = (value: unknown): value is string => typeof value === 'string' && /\p{L}/u.test(value)

type Node = Record<string, unknown> & { type: string }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** Literal words an expression may yield as it stands: 'a', x ? 'a' : 'b', x ?? 'a', `a ${x}`. Not call arguments. */
function wordsOf(expression: unknown): string[] {
  if (!isNode(expression)) return []
  const { type } = expression
  if (type === 'Literal') return hasLetters(expression['value']) ? [expression['value']] : []
  if (type === 'ConditionalExpression') return [expression['consequent'], expression['alternate']].flatMap(wordsOf)
  if (type === 'LogicalExpression' || type === 'BinaryExpression')
    return [expression['left'], expression['right']].flatMap(wordsOf)
  if (type === 'TemplateLiteral') return children(expression).flatMap(wordsOf)
  if (type === 'TemplateElement') {
    const { value } = expression as { value?: { raw?: unknown } }
    return hasLetters(value?.raw) ? [value.raw] : []
  }
  return []
}

const isComparison = (expression: unknown) =>
  isNode(expression) && expression.type === 'BinaryExpression' && expression['operator'] !== '+'

const shownBy = (part: Node): string[] => {
  if (part.type === 'Text') return hasLetters(part['data']) ? [part['data'].trim()] : []
  if (part.type !== 'ExpressionTag' || isComparison(part['expression'])) return []
  return wordsOf(part['expression'])
}

function literalText(node: Node): string[] {
  if (node.type === 'Attribute') {
    const values = [node['value']].flat().filter(isNode)
    return spoken.has(String(node['name'])) ? values.flatMap(shownBy) : []
  }
  if (node.type === 'Text' || node.type === 'ExpressionTag') return shownBy(node)
  return children(node).flatMap(literalText)
}

const find = (source: string): string[] => {
  const { fragment }: AST.Root = parse(source, { modern: true })
  // The compiler's own tree: every node of it has a type.
  return literalText(fragment as unknown as Node)
}

describe('text for people stands in the catalogues alone', () => {
  it.each([
    ['<p>Send files</p>', 'Send files'],
    ['<p>发送</p>', '发送'],
    ['{#if a}<b>Sent</b>{/if}', 'Sent'],
    ['{#each a as b (b)}<i>{b} files</i>{/each}', 'files'],
    ['<button aria-label="Close">×</button>', 'Close'],
    ['<input placeholder={"Name"} />', 'Name'],
    ["<p>{a ? 'On' : t('off')}</p>", 'On'],
    ['<p>{`${n} files`}</p>', 'files'],
  ])('finds %s', (source, words) => {
    expect(find(source).map((each) => each.trim())).toEqual([words])
  })

  it.each([
    ['<p class="wide">{t(\'send\')} · 3 %</p>'],
    ["{#if kind === 'put'}<b>{t('sent')}</b>{/if}"],
    ['<Icon name="arrow" /><p>{format(n, \'short\')}</p>'],
    ["<button aria-pressed={mode === 'on'} title={t('close')}>×</button>"],
    ['<style>p { color: red }</style>'],
  ])('allows %s', (source) => {
    expect(find(source)).toEqual([])
  })

  it('is not in any component', () => {
    const found = sourceFiles(['renderer'], ['.svelte']).flatMap((path) =>
      find(readFileSync(join(root, path), 'utf8')).map((words) => `${path}: ${words}`),
    )
    expect(found).toEqual([])
  })
})
