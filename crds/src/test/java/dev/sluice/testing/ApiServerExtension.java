package dev.sluice.testing;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests the one {@link ApiServer} of their JVM as a parameter. Where its programs are missing
 * the test class is skipped, or fails when the environment says SLUICE_REQUIRE_LAB=1.
 */
public final class ApiServerExtension implements BeforeAllCallback, ParameterResolver {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
  private static final Namespace NAMESPACE = Namespace.create(ApiServerExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Path cache = ApiServerPrograms.cache(System.getenv());
    Optional<ApiServerPrograms> programs = ApiServerPrograms.findOrBuild(cache);
    if (programs.isPresent()) {
      context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(
              ApiServer.class, key -> ApiServer.start(programs.get()), ApiServer.class);
      return;
    }
    throw missing("etcd, kube-apiserver and kubectl are not in " + cache.resolve("k8s"));
  }

  /**
   * What to throw where something of the lab is missing: a skip, or a failure if it must not be.
   */
  static RuntimeException missing(String what) {
    String message = what + ": run lab/up once";
    if ("1".equals(System.getenv("SLUICE_REQUIRE_LAB"))) {
      return new IllegalStateException(message);
    }
    if (SAID.add(message)) {
      System.out.println("SKIPPED tests on a Kubernetes API server: " + message);
    }
    return new TestAbortedException(message);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ApiServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE).get(ApiServer.class, ApiServer.class);
  }
}
