package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.evaluation.Gap;
import org.socompass.hardware.template.TemplateCheck;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** Whether a template is valid, and which results a device has no inputs for. */
public final class CheckStudy {
  private static final String SMALL_MODEL = "qwen2-0.5b";
  private static final long PROMPT = 32;
  private static final int FEW_DRAWS = 2;

  private CheckStudy() {}

  /**
   * What is answered.
   *
   * @param check what is wrong or unusual
   * @param failure why a small model can't run on it though it is valid; empty if it can
   * @param gaps results that it has no inputs for, with the reason; empty unless it is valid
   */
  public record Result(TemplateCheck check, Optional<String> failure, List<Gap> gaps) {
    /** Copies the list. */
    public Result {
      gaps = List.copyOf(gaps);
    }

    /** Returns whether the template can be used. */
    public boolean isValid() {
      return check.device().isPresent() && failure.isEmpty();
    }
  }

  /**
   * Returns the check of a template.
   *
   * @param idOrPath template id, or path to a template file
   * @throws InputException if there is no such file, or it is no YAML
   */
  public static Result of(String idOrPath) {
    TemplateCheck check = TemplateCheck.of(idOrPath);
    if (check.device().isEmpty()) {
      return new Result(check, Optional.empty(), List.of());
    }
    try {
      ProcessNodes.builtIn()
          .check(new DeviceSource(idOrPath, List.of()).template().tree(List.of()));
      return new Result(check, Optional.empty(), gaps(idOrPath));
    } catch (InputException e) {
      return new Result(check, Optional.of(String.valueOf(e.getMessage())), List.of());
    }
  }

  private static List<Gap> gaps(String idOrPath) {
    var inference =
        new InferenceRequest(
            ModelLibrary.load(SMALL_MODEL),
            Quantization.of("w8a8"),
            PROMPT,
            2,
            1,
            Engines.AUTO,
            List.of());
    var request =
        new RunStudy.Request(
            new DeviceSource(idOrPath, List.of()),
            inference,
            Background.NONE,
            new Costing(CostSettings.DEFAULT, FEW_DRAWS, 1),
            false,
            false,
            List.of());
    return new ArrayList<>(RunStudy.of(request, new OperatorCache()).gaps());
  }
}
