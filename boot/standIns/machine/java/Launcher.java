package hudson.remoting;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * Stand-in for Jenkins' agent: the same command line, the same way to read a secret, a real WebSocket to the controller
 * under the same path and headers, the same words in the log, and what core and durable-task do in an agent.
 */
public final class Launcher implements WebSocket.Listener {
    private static final HttpClient client = HttpClient.newHttpClient();
    private static final Map<String, String> options = new HashMap<>();
    private static URI url;
    private static Path workDir;
    private final CountDownLatch terminated = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < args.length; i++) {
            boolean flag = args[i].equals("-webSocket") || args[i].equals("-noReconnect");
            options.put(args[i], flag ? "" : args[++i]);
        }
        if (!options.containsKey("-webSocket")) throw new IOException("-webSocket is missing");
        String secret = options.get("-secret");
        if (!secret.startsWith("@")) throw new IOException("the secret is an argument");
        secret = Files.readString(Path.of(secret.substring(1))).trim();
        if (secret.isEmpty()) throw new IOException("the file with the secret is empty");
        workDir = Path.of(options.get("-workDir"));
        Files.createDirectories(workDir.resolve("remoting/logs"));
        url = URI.create(options.get("-url").replaceFirst("/*$", "") + "/");
        String mountPoint = System.getenv("EFS_DIRECTORY");
        boolean mounted = Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + mountPoint + " ");

        Launcher channel = new Launcher();
        while (!channel.connects(secret, mounted)) {
            // For ever, however often it is refused: Engine.succeedsWithRetries, remoting 3355.
            say("Waiting 1 second before retry");
            Thread.sleep(1000);
        }
        say("Connected");
        channel.serve();
        say("Terminated");
        if (options.containsKey("-noReconnect")) System.exit(0);
        restart();
    }

    /** As remoting's log has it, below a line of its own with the time. */
    private static void say(String words) {
        System.err.println("Jan 01, 2026 0:00:00 AM hudson.remoting.Launcher$CuiListener status\nINFO: " + words);
    }

    /** Engine.runWebSocket: first the page that tells whether Jenkins is up, then the connection. */
    private boolean connects(String secret, boolean mounted) {
        try {
            HttpRequest login = HttpRequest.newBuilder(url.resolve("login")).build();
            int status = client.send(login, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) throw new IOException(login.uri() + " is not ready: " + status);
            client.newWebSocketBuilder()
                .header("Node-Name", options.get("-name"))
                .header("Secret-Key", secret)
                .header("Stand-In-Work-Dir", workDir.toString())
                .header("Stand-In-Mounted", String.valueOf(mounted))
                .buildAsync(URI.create(url.toString().replaceFirst("^https", "wss") + "wsagents/"), this)
                .get();
            return true;
        } catch (Exception refused) {
            say("Failed to connect: " + refused.getMessage());
            return false;
        }
    }

    /** Does what the controller has for this agent, until the connection ends. */
    private void serve() throws Exception {
        URI builds = url.resolve("stand-in/build");
        while (terminated.getCount() > 0) {
            try {
                HttpRequest ask = HttpRequest.newBuilder(builds).build();
                HttpResponse<String> build = client.send(ask, HttpResponse.BodyHandlers.ofString());
                if (build.statusCode() == 200) begin(builds, build.body());
                tellEnds(builds);
            } catch (IOException away) {
                System.err.println("SEVERE: " + away);
            }
            Thread.sleep(200);
        }
    }

    /** The first line is the build's number, the rest is what it runs: a step, or work inside this process. */
    private static void begin(URI builds, String text) throws IOException {
        String[] parts = text.split("\n", 2);
        if (parts[1].startsWith("archive for ")) {
            new Thread(() -> archive(builds, parts)).start();
            return;
        }
        Path control = Files.createDirectories(workDir.resolve("durable-" + parts[0]));
        Files.writeString(control.resolve("script.sh"), parts[1]);
        // BourneShellScript.scriptLauncherCmd, durable-task 639: in the background, with its output in a file.
        String command = String.format(
            "(bash '%1$s/script.sh' >'%1$s/log' 2>&1; echo $? >'%1$s/result.tmp'; mv '%1$s/result.tmp' '%1$s/result') >&- 2>&- &",
            control);
        ProcessBuilder builder = new ProcessBuilder("nohup", "sh", "-c", command);
        builder.environment().put("BUILD_TAG", "jenkins-boot-" + parts[0]);
        builder.start();
    }

    /** A step's end is found by its file, whichever process of the agent looks: FileMonitoringTask, durable-task 639. */
    private static void tellEnds(URI builds) throws IOException, InterruptedException {
        try (DirectoryStream<Path> controls = Files.newDirectoryStream(workDir, "durable-*")) {
            for (Path control : controls) {
                // One that is empty, as on a full disk, is none: FileMonitoringController.StatusCheck.
                if (!Files.exists(control.resolve("result")) || Files.size(control.resolve("result")) == 0) continue;
                String number = control.getFileName().toString().replaceFirst("durable-", "");
                String status = Files.readString(control.resolve("result")).trim();
                tell(builds, number + "\n" + status + "\n" + Files.readString(control.resolve("log")));
                for (String name : new String[] {"result", "log", "script.sh"}) Files.delete(control.resolve(name));
                Files.delete(control);
            }
        }
    }

    /** archiveArtifacts and the like send files over the channel: no process tells that they are at work. */
    private static void archive(URI builds, String[] parts) {
        try {
            Thread.sleep(Long.parseLong(parts[1].replaceFirst("archive for ", "").trim()) * 1000);
            tell(builds, parts[0] + "\n0\narchived\n");
        } catch (IOException | InterruptedException e) {
            System.err.println("SEVERE: " + e);
        }
    }

    private static void tell(URI builds, String result) throws IOException, InterruptedException {
        HttpRequest done = HttpRequest.newBuilder(builds).POST(HttpRequest.BodyPublishers.ofString(result)).build();
        int status = client.send(done, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 204) throw new IOException("the controller answers " + status);
    }

    /** What the restarter needs of the C library. */
    public interface Libc extends Library {
        int getdtablesize();
        int fcntl(int descriptor, int command, int flags);
        int execv(String path, String[] arguments);
    }

    /**
     * core's UnixSlaveRestarter, which JnlpSlaveRestarterInstaller installs on each permanent agent: closes every
     * descriptor from 3 up and becomes its own command line again.
     * https://github.com/jenkinsci/jenkins/blob/jenkins-2.528/core/src/main/java/jenkins/slaves/restarter/UnixSlaveRestarter.java
     */
    private static void restart() throws IOException {
        String[] arguments = Files.readString(Path.of("/proc/self/cmdline")).split("\0");
        Libc libc = Native.load("c", Libc.class);
        for (int descriptor = 3; descriptor < libc.getdtablesize(); descriptor++) {
            int flags = libc.fcntl(descriptor, 1, 0);
            if (flags >= 0) libc.fcntl(descriptor, 2, flags | 1);
        }
        libc.execv(Files.readSymbolicLink(Path.of("/proc/self/exe")).toString(), arguments);
        throw new IOException("the restarter could not restart");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        terminated.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        terminated.countDown();
    }
}
