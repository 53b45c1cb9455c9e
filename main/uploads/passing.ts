// Collections through which a million things pass and in which few are at a time.

/**
 * With 256 it came too late now and then: V8 saw that the first hundreds of files lived on, and from then on allocated
 * what belongs to a file among the old.
 */
const renewAfter = 32

/**
 * A Map for what comes and goes. V8 gives a Map a new table now and then, and each table keeps the next one alive: once
 * one of them has lived long enough to be taken for old, everything that passes through the Map afterwards is kept until
 * the next full collection. Measured with 20,000 small files: 3.5 KB of each. So the Map itself is replaced now and then.
 * An iterator may still show what was deleted after it was made, and does not show what was added.
 */
export class PassingMap<K, V> {
  #map = new Map<K, V>()
  #deleted = 0

  get size(): number {
    return this.#map.size
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  set(key: K, value: V): void {
    this.#map.set(key, value)
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    const was = this.#map.delete(key)
    if (was && ++this.#deleted >= renewAfter) this.#renew(new Map(this.#map))
    return was
  }

  clear(): void {
    this.#renew(new Map())
  }

  keys(): Iterable<K> {
    return this.#map.keys()
  }

  values(): Iterable<V> {
    return this.#map.values()
  }

  [Symbol.iterator](): Iterator<[K, V]> {
    return this.#map.entries()
  }

  #renew(map: Map<K, V>): void {
    this.#map = map
    this.#deleted = 0
  }
}

/** The same of a Set. */
export class PassingSet<K> {
  readonly #map = new PassingMap<K, true>()

  get size(): number {
    return this.#map.size
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  add(key: K): void {
    this.#map.set(key, true)
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    return this.#map.delete(key)
  }

  [Symbol.iterator](): Iterator<K> {
    return this.#map.keys()[Symbol.iterator]()
  }
}
