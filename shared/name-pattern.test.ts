import { expect, it } from 'vitest'
import { fillName, hasPlaces, needsForWhom } from './name-pattern.ts'

const fillings = { date: '2026-11-20', forWhom: 'Acme / Sons', random: 'k3x9q2' }

it('fills in the date, for whom, and a few random letters', () => {
  expect(fillName('in/{date}/{for}-{random}-{n}.pdf', fillings)).toBe('in/2026-11-20/Acme - Sons-k3x9q2-{n}.pdf')
  expect(fillName('plain.pdf', fillings)).toBe('plain.pdf')
  expect([hasPlaces('a{date}'), hasPlaces('a{n}'), needsForWhom('{for}.pdf'), needsForWhom('{date}')]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

it('lets no name of a person reach into another folder', () => {
  expect(fillName('in/{for}/a.pdf', { ...fillings, forWhom: '..' })).toBe('in/-/a.pdf')
  expect(fillName('in/{for}.pdf', { ...fillings, forWhom: '../../secret\n' })).toBe('in/..-..-secret.pdf')
  expect(fillName('{for}', { ...fillings, forWhom: '{date}' })).toBe('{date}')
})
