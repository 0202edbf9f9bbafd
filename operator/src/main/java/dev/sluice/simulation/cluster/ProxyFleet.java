package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The callers' proxies. Each gets a changed object of the mesh after its own delay, and the changes
 * of one object in their order.
 */
public final class ProxyFleet {
  /** An object on its way to one proxy; null once it is deleted. */
  private record ProxyUpdate(Instant at, int proxy, ObjectKey key, Map<String, Object> object) {
    boolean isFor(int receiver, ObjectKey changed) {
      return proxy == receiver && key.equals(changed);
    }
  }

  private final List<Map<ObjectKey, Map<String, Object>>> known;
  private final List<SimulatedRoute> routes;
  private final List<ProxyUpdate> pending;
  private Map<ObjectKey, Map<String, Object>> sent;

  /** So many proxies, which know of nothing. */
  public ProxyFleet(int proxies) {
    this.known = new ArrayList<>(Collections.nCopies(proxies, Map.of()));
    this.routes = new ArrayList<>(Collections.nCopies(proxies, SimulatedRoute.NONE));
    this.pending = new ArrayList<>();
    this.sent = Map.of();
  }

  /** An independent copy. */
  public ProxyFleet(ProxyFleet from) {
    this.known = new ArrayList<>(from.known);
    this.routes = new ArrayList<>(from.routes);
    this.pending = new ArrayList<>(from.pending);
    this.sent = from.sent;
  }

  /** Where each proxy sends requests now. */
  public List<SimulatedRoute> routes() {
    return routes;
  }

  /** Sends what has changed to every proxy, each object after its own delay. */
  public void send(
      Map<ObjectKey, Map<String, Object>> mesh, Instant now, Supplier<Duration> delay) {
    if (mesh == sent || mesh.equals(sent)) {
      return;
    }
    Map<ObjectKey, Map<String, Object>> changed = new HashMap<>(mesh);
    sent.keySet().forEach(key -> changed.putIfAbsent(key, null));
    for (int proxy = 0; proxy < known.size(); proxy++) {
      for (Map.Entry<ObjectKey, Map<String, Object>> entry : changed.entrySet()) {
        if (entry.getValue() != sent.get(entry.getKey())) {
          Instant at = now.plus(delay.get());
          for (ProxyUpdate earlier : pending) {
            if (earlier.isFor(proxy, entry.getKey()) && earlier.at().isAfter(at)) {
              at = earlier.at();
            }
          }
          pending.add(new ProxyUpdate(at, proxy, entry.getKey(), entry.getValue()));
        }
      }
    }
    sent = Map.copyOf(mesh);
  }

  /** When the next proxy gets something. */
  public Optional<Instant> next() {
    Instant next = null;
    for (ProxyUpdate update : pending) {
      next = next == null || update.at().isBefore(next) ? update.at() : next;
    }
    return Optional.ofNullable(next);
  }

  /** Gives the proxies what is due. Returns whether something was. */
  public boolean advance(Instant now) {
    if (pending.isEmpty()) {
      return false;
    }
    boolean moved = false;
    for (int i = 0; i < pending.size(); ) {
      ProxyUpdate update = pending.get(i);
      if (update.at().isAfter(now)) {
        i++;
        continue;
      }
      pending.remove(i);
      Map<ObjectKey, Map<String, Object>> mesh = new HashMap<>(known.get(update.proxy()));
      if (update.object() == null) {
        mesh.remove(update.key());
      } else {
        mesh.put(update.key(), update.object());
      }
      known.set(update.proxy(), mesh);
      routes.set(update.proxy(), SimulatedRoute.of(mesh));
      moved = true;
    }
    return moved;
  }
}
