package hudson.remoting;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Stand-in for Jenkins' agent: the same command line, the same way to read a secret, a real WebSocket to the
 * controller under the same path and headers, and builds as child processes. It ends when the connection ends, as the
 * real one does when its restarter cannot restart it.
 */
public final class Launcher implements WebSocket.Listener {
    private static final HttpClient client = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            boolean flag = args[i].equals("-webSocket");
            options.put(args[i], flag ? "" : args[++i]);
        }
        if (!options.containsKey("-webSocket")) throw new IOException("-webSocket is missing");
        String secret = options.get("-secret");
        if (!secret.startsWith("@")) throw new IOException("the secret is an argument");
        secret = Files.readString(Path.of(secret.substring(1))).trim();
        String workDir = options.get("-workDir");
        Files.createDirectories(Path.of(workDir, "remoting", "logs"));
        URI url = URI.create(options.get("-url").replaceFirst("/*$", "") + "/");
        String mountPoint = System.getenv("EFS_DIRECTORY");
        boolean mounted = Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + mountPoint + " ");

        client.newWebSocketBuilder()
            .header("Node-Name", options.get("-name"))
            .header("Secret-Key", secret)
            .header("Stand-In-Work-Dir", workDir)
            .header("Stand-In-Mounted", String.valueOf(mounted))
            .buildAsync(URI.create(url.toString().replaceFirst("^https", "wss") + "wsagents/"), new Launcher())
            .get(30, TimeUnit.SECONDS);
        System.out.println("INFO: Connected");
        URI builds = url.resolve("stand-in/build");
        while (true) {
            HttpRequest ask = HttpRequest.newBuilder(builds).build();
            HttpResponse<String> build = client.send(ask, HttpResponse.BodyHandlers.ofString());
            if (build.statusCode() == 200) new Thread(() -> build(builds, build.body())).start();
            else Thread.sleep(200);
        }
    }

    /** The first line is the build's number, the rest is what it runs. */
    private static void build(URI builds, String text) {
        try {
            String[] parts = text.split("\n", 2);
            ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", parts[1]).redirectErrorStream(true);
            builder.environment().put("BUILD_TAG", "jenkins-boot-" + parts[0]);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes());
            HttpRequest done = HttpRequest.newBuilder(builds)
                .POST(HttpRequest.BodyPublishers.ofString(parts[0] + "\n" + process.waitFor() + "\n" + output))
                .build();
            client.send(done, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            System.err.println("SEVERE: " + e);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        System.out.println("INFO: Terminated " + reason);
        System.exit(1);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        System.out.println("INFO: Terminated " + error);
        System.exit(1);
    }
}
