"""What of Jenkins is too much for a shell. The value of the agent's secret comes on stdin.

node.py secret                  prints the agent's secret
node.py before INSTANCE_ID      ends with 3 while another agent is connected, and with 4 when an instance that marked
                                the node is not connected and has not said that it has ended
node.py online INSTANCE_ID      takes the mark of an instance back, and leaves a person's alone: for the connected
node.py drain INSTANCE_ID STEP
                                marks the node offline, so that builds go on and no other is sent. Ends with 3 while the
                                node has work, also such as has no process, and with 4 while it is idle and STEP says
                                that a step's process runs: `yes` after the controller was away, which then has to
                                give the step's build an executor again, so the mark is taken back; else `no`
node.py idle                    ends with 3 while the node has work, and changes nothing
node.py ended INSTANCE_ID       says in this instance's own mark that it has ended

The value is the agent's secret, or a JSON object with `secret`, `user` and `token`: a Jenkins user
with Agent/Disconnect and Agent/Connect on this node, and that user's API token. Without a token
the node is left as it is. What it did, or why it could not, is one line on stdout.

Ends with 0, with 1 where another try may help, and with 2 where somebody has to change something.
"""
import base64
from http.client import HTTPException
import json
import os
import re
import sys
from urllib.request import HTTPErrorProcessor, Request, quote, urlopen


# Somebody has to change something.
class Refused(Exception):
    pass


# The three parts of the value, the last two possibly absent. Says what is wrong, never what it is.
def read_value(text):
    try:
        value = json.loads(text) if text.lstrip().startswith("{") else {"secret": text.strip()}
    except ValueError:
        raise Refused("the secret's value starts as JSON and is none") from None
    wrong = [f"`{key}`" for key in sorted(value.keys() - {"secret", "user", "token"})]
    if wrong:
        raise Refused(f"the secret's value has {' and '.join(wrong)}; it takes `secret`, `user` and `token`")
    checks = {
        "secret": (r"[0-9a-f]{32,128}", "an agent's secret, hexadecimal digits on one line"),
        "user": (r"[^:\x00-\x1f\x7f]{1,255}", "a Jenkins user's name"),
        "token": (r"[0-9A-Za-z]{32,128}", "a Jenkins API token"),
    }
    for key in checks if value.keys() & {"user", "token"} else ["secret"]:
        pattern, meaning = checks[key]
        if not isinstance(value.get(key), str) or not re.fullmatch(pattern, value[key]):
            wrong.append(f"`{key}` is not {meaning}")
    if wrong:
        raise Refused(f"in the secret's value {', and '.join(wrong)}")
    return value["secret"], value.get("user"), value.get("token")


# A redirect is not followed: it could lead the token elsewhere.
HTTPErrorProcessor.https_response = lambda _, request, response: response


# One request about the agent's node, through the proxy where there is one.
def ask(method, what, user, token):
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    url = f"{os.environ['CONTROLLER_URL'].rstrip('/')}/computer/{os.environ['AGENT_NAME']}/{what}"
    response = urlopen(Request(url, None, {"Authorization": f"Basic {basic}"}, method=method), timeout=10)
    said = f"Jenkins answers {response.status} to {method} {what.split('?')[0]} by {user}"
    if response.status >= 500:
        raise OSError(said)
    if response.status >= 400:
        raise Refused(said)
    # Jenkins sends who has marked a node to its page, and who asks about one nowhere.
    if method == "GET" and response.headers.get_content_type() != "application/json":
        raise Refused(f"{said} and no JSON: let API tokens past the sign-on before it")
    return response


def say_in_mark(what, user, token):
    said = quote(f"jenkins-efs: {what}; the agent's next instance takes this back")
    ask("POST", f"changeOfflineCause?offlineMessage={said}", user, token)


# What to say, and how to end.
def act(command, instance, user, token, step):
    # `absoluteRemotePath` is null while no agent is connected.
    response = ask("GET", "api/json?tree=temporarilyOffline,offlineCauseReason,idle,absoluteRemotePath", user, token)
    node = json.loads(response.read())
    connected = node["absoluteRemotePath"]
    offline = node["temporarilyOffline"]
    reason = node.get("offlineCauseReason") or ""
    marks = re.findall(r"jenkins-efs: (\S+) (ends|has ended);", reason if offline else "")
    marker, state = [*marks, ("", "")][0]
    if command == "before":
        # A mark that is taken back for a step is the same instance's again a moment later.
        if marker == instance or state == "has ended" or not (marker or connected):
            return "", 0
        return f"{marker or 'another'} has this agent's node", 3 if connected else 4
    if command == "online":
        if not offline:
            return "", 0
        if not marker:
            return f"somebody marked the node offline, which is left so: {reason!r}", 0
        ask("POST", "toggleOffline", user, token)
        return "the node takes builds again", 0
    if command == "ended":
        if marker == instance:
            say_in_mark(f"{instance} has ended", user, token)
        return "", 0
    said = ""
    # Whatever else is asked changes nothing.
    if command != "drain":
        pass
    elif node["idle"] and step == "yes":
        if marker == instance and connected:
            ask("POST", "toggleOffline", user, token)
            said = "the node takes builds again"
    elif not offline:
        try:
            version = response.headers.get("X-Jenkins", "")
            # Before it the end of the connection replaces the reason of a mark, so nobody could tell whose it was.
            if [*map(int, re.findall(r"\d+", version))] < [2, 482]:
                raise Refused(f"Jenkins {version} cannot tell later who marked a node; 2.482 can")
            say_in_mark(f"{instance} ends", user, token)
            said = "the node takes no more builds"
        except Refused as error:
            said = str(error)
    elif marker != instance:
        said = "the node is offline already"
    return said, 3 if not node["idle"] else 4 if step else 0


def main(command, instance="", step=""):
    secret, user, token = read_value(sys.stdin.read())
    if command == "secret":
        return secret, 0
    if token is not None:
        return act(command, instance, user, token, step)
    if command in ("drain", "idle"):
        raise Refused("without an API token in the secret the node stays online")
    return "", 0


try:
    said, status = main(*sys.argv[1:])
except Refused as error:
    said, status = str(error), 2
except (OSError, ValueError, KeyError, HTTPException) as error:
    said, status = f"{type(error).__name__}: {error}", 1
if said:
    print(said)
sys.exit(status)
