import { describe, expect, it } from 'vitest'
import { maxListRows, readTable } from './read-table.ts'

const pause = () => Promise.resolve()
const read = async (text: string) => {
  const { columns, rows } = await readTable(text, { pause })
  return { kinds: columns.map(({ kind }) => kind), rows }
}

describe('a list without headings', () => {
  it('is names, one a line, commas and all', async () => {
    expect(await read('Smith, John & Sons\n\n  王芳  \r\n"Miller, Ltd"\n')).toEqual({
      kinds: ['forWhom'],
      rows: [['Smith, John & Sons'], ['王芳'], ['Miller, Ltd']],
    })
  })

  it('is names and files where a second column holds files', async () => {
    expect(await read('Acme, contracts/acme.pdf\nFoo, foo.pdf\n')).toEqual({
      kinds: ['forWhom', 'name'],
      rows: [
        ['Acme', 'contracts/acme.pdf'],
        ['Foo', 'foo.pdf'],
      ],
    })
  })

  it('is cells as a spreadsheet copies them', async () => {
    expect((await read('Acme\tacme.pdf\t+86 1\nFoo\t\t\n')).rows).toEqual([
      ['Acme', 'acme.pdf', '+86 1'],
      ['Foo', '', ''],
    ])
  })
})

describe('a list with headings', () => {
  it.each([
    ['commas', 'For whom,File name,Works for\nAcme,a.pdf,3 days\n'],
    ['semicolons', 'For whom;File name;Works for\nAcme;a.pdf;3 days\n'],
    ['tabs', 'For whom\tFile name\tWorks for\nAcme\ta.pdf\t3 days\n'],
    ["Excel's own line", 'sep=|\r\nFor whom|File name|Works for\r\nAcme|a.pdf|3 days\r\n'],
    ['quotes', '"For whom","File name","Works for"\r\n"Acme","a.pdf","3 days"\r\n'],
    ['old line ends', 'For whom,File name,Works for\rAcme,a.pdf,3 days\r'],
  ])('separated by %s', async (_, text) => {
    expect(await read(text)).toEqual({ kinds: ['forWhom', 'name', 'term'], rows: [['Acme', 'a.pdf', '3 days']] })
  })

  it('in Chinese, with labels and a column nobody knows', async () => {
    expect((await read('姓名，备注\n')).kinds).toEqual(['forWhom'])
    const { columns } = await readTable('公司,保存为,文件类型,有效期至,标签：部门,电话\nA,a,pdf,1天,市场,1\n', {
      pause,
    })
    expect(columns).toEqual([
      { kind: 'forWhom', heading: '公司' },
      { kind: 'name', heading: '保存为' },
      { kind: 'type', heading: '文件类型' },
      { kind: 'term', heading: '有效期至' },
      { kind: 'label', name: '部门', heading: '标签：部门' },
      { kind: 'other', heading: '电话' },
    ])
  })

  it('takes "Name" for a person, or for the file where another column says who', async () => {
    expect((await read('Name\nAcme\n')).kinds).toEqual(['forWhom'])
    expect((await read('Company,Name\nAcme,a.pdf\n')).kinds).toEqual(['forWhom', 'name'])
    expect((await read('Name,File\nAcme,a.pdf\n')).kinds).toEqual(['forWhom', 'name'])
  })

  it('keeps line breaks inside quotes, and takes off the apostrophe that keeps Excel from calculating', async () => {
    expect((await read('For whom,File\n"A\nB",x.pdf\n"\'=1+1",y.pdf\n"\'quoted\'",z.pdf')).rows).toEqual([
      ['A\nB', 'x.pdf'],
      ['=1+1', 'y.pdf'],
      ["'quoted'", 'z.pdf'],
    ])
  })
})

it('loses no row to a quotation mark nobody closed', async () => {
  const { rows } = await read('For whom,File\n"Acme,a.pdf\nFoo,b.pdf\n')
  expect(rows).toEqual([
    ['\u201dAcme', 'a.pdf'],
    ['Foo', 'b.pdf'],
  ])
})

it('takes ten thousand rows and says when there were more, pausing in between', async () => {
  let pauses = 0
  const counted = () => {
    pauses++
    return Promise.resolve()
  }
  const text = (count: number) => `For whom\n${Array.from({ length: count }, (_, n) => `Somebody ${n}`).join('\n')}`
  const full = await readTable(text(maxListRows), { pause: counted })
  expect([full.rows.length, full.isCut, full.rows.at(-1)]).toEqual([maxListRows, false, ['Somebody 9999']])
  expect(pauses).toBeGreaterThan(1)
  const more = await readTable(text(maxListRows + 1), { pause })
  expect([more.rows.length, more.isCut]).toEqual([maxListRows, true])
})
