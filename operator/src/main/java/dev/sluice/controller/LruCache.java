package dev.sluice.controller;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Cache of the results of pure functions; drops the least recently used. Thread-safe. */
final class LruCache<K, V> {
  /** Entries have a few kilobytes; only the newest one of each release is used. */
  private static final int MAX_ENTRIES = 1000;

  private final Map<K, V> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The cached value of a key, or else a new one; made without a lock, so perhaps twice. */
  V get(K key, Function<K, V> function) {
    Optional<V> known = get(key);
    if (known.isPresent()) {
      return known.get();
    }
    V value = function.apply(key);
    put(key, value);
    return value;
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
  }
}
