"""The words by which people say that they want no more messages, or want them again.

Meta asks for a way out and names no words; these are the ones that people use with short messages, in the
languages that our creators' followers speak. Only a message that is nothing but such a word counts.
"""

from enum import StrEnum

from chalicelib.domain.match import bare


class Wish(StrEnum):
    """What the person wants."""

    STOP = "stop"
    START = "start"


STOP = """
stop|stop all|stopall|unsubscribe|cancel|end|quit|opt out|optout|opt-out|remove me
stopp|abmelden|abbestellen|aufhören|austragen
arrêt|arret|arrêter|arreter|désabonner|desabonner|désinscrire|stop svp
parar|pare|para|baja|dar de baja|cancelar|alto|detener|no más|no mas
sair|descadastrar|cancelar inscrição|remover
basta|ferma|fermati|annulla|cancellami|disiscrivimi
stoppen|afmelden|uitschrijven
avsluta|avregistrera|afmeld|avmeld|lopeta
stopuj|wypisz|rezygnuję|koniec
стоп|отписаться|отпишись|отмена|хватит|відписатися
dur|durdur|iptal
توقف|إيقاف|ايقاف|إلغاء|الغاء|الغاء الاشتراك
הפסק|הסר|עצור|די
रोकें|बंद करो|बंद करें|रुको
berhenti|batal
停止|退订|退訂|取消|停
停止して|配信停止|解除|やめて
중지|그만|수신거부|취소
dừng|hủy|ngừng
"""
START = """
start|unstop|resume|subscribe|opt in|optin|opt-in
starten|anmelden|weiter
démarrer|demarrer|reprendre|abonner
iniciar|empezar|comenzar|alta|reanudar
começar|voltar|inscrever
inizia|riprendi|iscrivimi
beginnen|aanmelden
starta|börja|aloita
wznów|zacznij
старт|начать|подписаться|почати
başla|başlat
ابدأ|ابدا|اشترك
התחל
शुरू|शुरू करें
mulai
开始|開始|订阅|訂閱
再開
시작
bắt đầu
"""


def _words(lines: str) -> frozenset[str]:
    return frozenset(bare(word) for line in lines.split("\n") for word in line.split("|") if word)


WORDS = {Wish.STOP: _words(STOP), Wish.START: _words(START)}


def wish(text: str | None) -> Wish | None:
    """What a message says about further messages; None for all others."""
    said = bare(text or "")
    return next((meant for meant, words in WORDS.items() if said in words), None)
