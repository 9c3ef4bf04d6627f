package org.socompass.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;

/** A headless Chromium with a profile of its own that looks at one page. */
public final class Browser implements AutoCloseable {
  /** Where Debian has it. */
  public static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /** Where Debian has it. */
  public static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int STEP_MILLIS = 20;

  private final ChromeDriver driver;

  private final Path downloads;

  /**
   * Opens an address and waits until its page is complete.
   *
   * @param folder folder for the profile, and for what the page saves
   * @param address where the page is
   * @param width width of the view [px]
   * @param height height of the view [px]
   * @param isDark whether the person prefers dark pages
   */
  public Browser(Path folder, URI address, int width, int height, boolean isDark) {
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + folder.resolve("profile"));
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    downloads = folder.resolve("downloads");
    try {
      driver.executeCdpCommand(
          "Browser.setDownloadBehavior",
          Map.of("behavior", "allow", "downloadPath", downloads.toAbsolutePath().toString()));
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of(
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
      driver.get(address.toString());
      await("return document.documentElement.dataset.ready === 'true'");
    } catch (RuntimeException e) {
      driver.quit();
      throw e;
    }
  }

  /**
   * Writes a page to a file and opens it.
   *
   * @param folder folder for the page and the profile
   * @param page the page
   * @param width width of the view [px]
   * @param height height of the view [px]
   * @param isDark whether the person prefers dark pages
   */
  public static Browser of(Path folder, String page, int width, int height, boolean isDark) {
    Path file = folder.resolve("page.html");
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Browser(folder, file.toUri(), width, height, isDark);
  }

  /** Returns whether Chromium and its driver are installed. */
  public static boolean isThere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** Waits until a script returns true. */
  public void await(String script) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(driver.executeScript(script))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not true within " + PATIENCE + ": " + script);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns what a script returns. */
  public Object run(String script, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
  }

  /** Returns what an asynchronous script hands to its last argument. */
  public Object runAsync(String script) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return Objects.requireNonNullElse(driver.executeAsyncScript(script), "");
  }

  /** Returns the first element of a selector. */
  public WebElement element(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** Returns what the first element of a selector says. */
  public String text(String css) {
    return element(css).getText();
  }

  /** Chooses an entry of a list by its value, as a person does. */
  public void choose(String css, String value) {
    element(css + " option[value='" + value + "']").click();
  }

  /** Returns what the keyboard acts on. */
  public WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Presses, moves and lets go inside an element; places are from its upper left corner. */
  public void drag(String css, int x, int fromY, int toY) {
    WebElement box = element(css);
    int left = x - box.getSize().getWidth() / 2;
    int middle = box.getSize().getHeight() / 2;
    new Actions(driver)
        .scrollToElement(box)
        .moveToElement(box, left, fromY - middle)
        .clickAndHold()
        .moveToElement(box, left, (fromY + toY) / 2 - middle)
        .moveToElement(box, left, toY - middle)
        .release()
        .perform();
  }

  /** Clicks inside an element; the place is from its upper left corner. */
  public void click(String css, int x, int y) {
    WebElement box = element(css);
    new Actions(driver)
        .scrollToElement(box)
        .moveToElement(box, x - box.getSize().getWidth() / 2, y - box.getSize().getHeight() / 2)
        .click()
        .perform();
  }

  /** Clicks on what saves a file and returns the file's text once it is whole. */
  public String saved(WebElement button, String name) {
    Path file = downloads.resolve(name);
    button.click();
    long end = System.nanoTime() + PATIENCE.toNanos();
    // Chromium writes under another name and gives the file its own at the end.
    while (!Files.exists(file)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not saved within " + PATIENCE + ": " + name);
      }
      pause();
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the page put on the clipboard. */
  public String copied() {
    driver.executeCdpCommand(
        "Browser.grantPermissions",
        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    return String.valueOf(
        runAsync("navigator.clipboard.readText().then(arguments[0], e => arguments[0]('' + e))"));
  }

  /** Returns what the page wrote to the console, errors and refusals included. */
  public List<String> console() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Returns a picture of what is seen, or of the whole page, as PNG. */
  public byte[] picture(boolean isWhole) {
    Map<String, Object> wanted = Map.of("format", "png", "captureBeyondViewport", isWhole);
    if (isWhole) {
      Object height = run("return document.documentElement.scrollHeight");
      Object width = run("return document.documentElement.clientWidth");
      wanted =
          Map.of(
              "format",
              "png",
              "captureBeyondViewport",
              true,
              "clip",
              Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1));
    }
    Map<String, Object> answer = driver.executeCdpCommand("Page.captureScreenshot", wanted);
    return Base64.getDecoder().decode(String.valueOf(answer.get("data")));
  }

  /** Shows the page as it would be printed, or as on a screen again. */
  public void media(String media) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", media));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
