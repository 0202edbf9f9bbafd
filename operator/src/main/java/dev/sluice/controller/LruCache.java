package dev.sluice.controller;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was lately worked out and would come out the same again. Thread-safe. */
final class LruCache<K, V> {
  /** Some kilobytes each, and only the newest one of each release is asked for. */
  private static final int MOST = 1000;

  private final Map<K, V> lately =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > MOST;
        }
      };

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(lately.get(key));
  }

  synchronized void put(K key, V value) {
    lately.put(key, value);
  }
}
