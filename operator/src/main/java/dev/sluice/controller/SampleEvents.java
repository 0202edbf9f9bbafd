package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.SampleListener;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Predicate;

/** Turns new samples into reconciliations. It exists before the controller that it triggers. */
public final class SampleEvents implements SampleListener {
  private final SimpleInboundEventSource<CanaryRelease> source =
      new SimpleInboundEventSource<>("samples");
  private volatile Predicate<ResourceID> exists = release -> true;

  @Override
  public boolean sampled(ReleaseKey key) {
    ResourceID release = new ResourceID(key.name(), key.namespace());
    if (!exists.test(release)) {
      return false;
    }
    source.propagateEvent(release);
    return true;
  }

  /** The source, for a controller that knows which releases exist. */
  EventSource<?, CanaryRelease> source(Predicate<ResourceID> exists) {
    this.exists = exists;
    return source;
  }
}
