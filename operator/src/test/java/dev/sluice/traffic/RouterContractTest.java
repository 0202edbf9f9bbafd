package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.CachingRouter;
import dev.sluice.traffic.istio.IstioMesh;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every router keeps, for every intent. */
class RouterContractTest {

  static Stream<TrafficRouter> routers() {
    return Stream.of(IstioMesh.INSTANCE.router(), CachingRouter.of(IstioMesh.INSTANCE).router());
  }

  @ParameterizedTest
  @MethodSource("routers")
  void whatIsRenderedIsReadBack(TrafficRouter router) {
    for (RouteIntent intent : Intents.generated()) {
      assertThat(router.observe(owned(router.render(intent)))).contains(intent.exposure());
      assertThat(router.observeStable(owned(router.render(intent)))).contains(intent.stable());
    }
  }

  @ParameterizedTest
  @MethodSource("routers")
  void withoutObjectsThereIsNoRoute(TrafficRouter router) {
    assertThat(router.observe(OwnedObjects.NONE)).isEmpty();
    assertThat(router.observeStable(OwnedObjects.NONE)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routers")
  void renderingIsDeterministic(TrafficRouter router) {
    for (RouteIntent intent : Intents.generated()) {
      assertThat(router.render(intent)).isEqualTo(router.render(intent));
    }
  }

  @ParameterizedTest
  @MethodSource("routers")
  void objectsHaveTheirKindsTierAndComeInItsOrder(TrafficRouter router) {
    for (RouteIntent intent : Intents.generated()) {
      List<DesiredObject> objects = router.render(intent);
      assertThat(objects)
          .isNotEmpty()
          .allSatisfy(
              object ->
                  assertThat(router.kinds()).containsEntry(object.key().kind(), object.tier()));
      assertThat(objects).extracting(DesiredObject::tier).isSorted();
    }
  }

  @ParameterizedTest
  @MethodSource("routers")
  void objectsAreMarkedAsTheReleases(TrafficRouter router) {
    for (DesiredObject object : router.render(Intents.of(Exposure.weight(20)))) {
      assertThat(ManagedObject.isOwnedBy(object.body(), "users")).isTrue();
      assertThat(ManagedObject.matches(object.body(), object.body())).isTrue();
      assertThat(ManagedObject.isGarbageCollected(object.body())).isFalse();
    }
  }

  /** A policy that the mesh refuses does not hold up the requests. */
  @ParameterizedTest
  @MethodSource("routers")
  void aRouteCanBeWrittenWithThePoliciesInTheCluster(TrafficRouter router) {
    Map<String, Object> policy = Map.of("connectionPool", Map.of("http", Map.of("idle", "1s")));
    Map<String, Object> ofCanary = Map.of("outlierDetection", Map.of("interval", "1s"));
    for (RouteIntent intent : Intents.generated()) {
      List<DesiredObject> desired = router.render(intent);
      List<DesiredObject> there = router.render(Intents.withPolicy(intent, policy, ofCanary));
      List<DesiredObject> routed = new ArrayList<>();
      for (int i = 0; i < desired.size(); i++) {
        DesiredObject one = router.withPoliciesOf(desired.get(i), there.get(i).body());
        assertThat(router.withPoliciesOf(one, there.get(i).body())).isEqualTo(one);
        assertThat(router.withPoliciesOf(desired.get(i), desired.get(i).body()))
            .isEqualTo(desired.get(i));
        routed.add(one);
      }
      assertThat(router.observe(owned(routed))).contains(intent.exposure());
      assertThat(routed).isEqualTo(there);
    }
  }

  /** Every list of weights, whatever the kind of object, gives all requests away. */
  @ParameterizedTest
  @MethodSource("routers")
  void weightsSumToAHundred(TrafficRouter router) {
    for (RouteIntent intent : Intents.generated()) {
      for (DesiredObject object : router.render(intent)) {
        for (Map<String, Object> http : Unstructured.maps(object.body(), "spec", "http")) {
          assertThat(
                  Unstructured.maps(http, "route").stream()
                      .mapToLong(route -> Unstructured.number(route, 0, "weight"))
                      .sum())
              .isEqualTo(100);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("routers")
  void conflictsNameObjectProblemAndRemedy(TrafficRouter router) {
    List<Map<String, Object>> own =
        router.render(Intents.of(Exposure.NONE)).stream().map(DesiredObject::body).toList();
    assertThat(router.conflicts(own, "users", "shop"))
        .hasSameSizeAs(own)
        .allSatisfy(
            conflict -> {
              assertThat(conflict.object().name()).isEqualTo("users");
              assertThat(conflict.problem()).contains("users");
              assertThat(conflict.remedy()).isNotBlank();
            });
    assertThat(router.conflicts(own, "carts", "shop")).isEmpty();
    assertThat(router.conflicts(own, "users", "other")).isEmpty();
  }

  static OwnedObjects owned(List<DesiredObject> objects) {
    Map<ObjectKey, Map<String, Object>> owned = new HashMap<>();
    objects.forEach(object -> owned.put(object.key(), object.body()));
    return new OwnedObjects(owned);
  }
}
