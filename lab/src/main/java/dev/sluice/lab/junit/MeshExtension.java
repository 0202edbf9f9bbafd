package dev.sluice.lab.junit;

import dev.sluice.lab.Lab;
import dev.sluice.lab.host.HostSupport;
import dev.sluice.lab.host.LoadAverageGate;
import dev.sluice.lab.host.LoadAverageGate.GatePass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the lab for {@link MeshTest} classes and injects it. */
public final class MeshExtension
    implements ExecutionCondition, BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(MeshExtension.class);

  private static final AtomicBoolean PRINTED = new AtomicBoolean();

  /** The lab and one client for the whole run; closed by JUnit. */
  private record RunningLab(Lab lab, KubernetesClient client) implements AutoCloseable {
    static RunningLab start() {
      Lab lab = Lab.local(line -> System.out.println("lab: " + line));
      lab.up();
      return new RunningLab(lab, lab.client());
    }

    @Override
    public void close() {
      client.close();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ConditionEvaluationResult result = evaluate(HostSupport.obstacle(), System.getenv());
    if (result.isDisabled() && PRINTED.compareAndSet(false, true)) {
      // Build tools count skipped tests but do not print the reason.
      result.getReason().ifPresent(System.out::println);
    }
    return result;
  }

  /** Skips tests if the lab cannot run, unless it is required. */
  static ConditionEvaluationResult evaluate(
      Optional<String> obstacle, Map<String, String> environment) {
    if (obstacle.isEmpty()) {
      return ConditionEvaluationResult.enabled("the lab can run here");
    }
    if ("1".equals(environment.get("SLUICE_REQUIRE_LAB"))) {
      // Enabled, so that beforeAll fails with the reason.
      return ConditionEvaluationResult.enabled("SLUICE_REQUIRE_LAB=1");
    }
    return ConditionEvaluationResult.disabled("mesh tests skipped: " + obstacle.get());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
    String test = context.getRequiredTestClass().getSimpleName();
    // Closed by JUnit after the class.
    context.getStore(SPACE).put(GatePass.class, LoadAverageGate.ofThisMachine().pass(test));
  }

  private static RunningLab running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SPACE)
        .computeIfAbsent(RunningLab.class, type -> RunningLab.start(), RunningLab.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Lab.class || type == KubernetesClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RunningLab running = running(context);
    return parameter.getParameter().getType() == Lab.class ? running.lab() : running.client();
  }
}
